"""Pure Python, no Django: codes, states, refusals, scoring, solvers."""
