"""The demo zone: invented firms and people, the same at every start (fixed seed), dates relative to today."""
