"""The table of states and moves as a drawing (Mermaid) and a table for the docs, from the table itself.

`python -m yuanmeng.issues.drawing` writes docs/problems.md anew; a test compares.
"""

from __future__ import annotations

from pathlib import Path

from yuanmeng.issues.states import BY_FIRM, CLOSED, STATES, TABLE

FILE = Path(__file__).parents[3] / "docs" / "problems.md"
HEAD = """# How a problem moves

Drawn from `src/yuanmeng/issues/states.py` by `python -m yuanmeng.issues.drawing`; a test keeps it current.
Moves with a star are the firm's alone. Verbs ending in `_anew` are taken where no unit has the problem.
"""


def text() -> str:
    """The whole file."""
    return f"{HEAD}\n```mermaid\n{diagram()}\n```\n\n{listing()}\n"


def diagram() -> str:
    """States and moves between them; moves that stay where they are stand in the table only."""
    lines = ["stateDiagram-v2", "    direction LR", "    [*] --> raised"]
    lines += [f"    {state}: {name}" for state, name in STATES.items()]
    between: dict[tuple[str, str], list[str]] = {}
    for verb, before, after in TABLE:
        for state in before.split():
            if state != after:
                between.setdefault((state, after), []).append(_starred(verb))
    lines += [f"    {before} --> {after}: {', '.join(verbs)}" for (before, after), verbs in between.items()]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in CLOSED)])


def listing() -> str:
    """Every row of the table."""
    rows = [
        f"| {_starred(verb)} | {'、'.join(STATES[state] for state in before.split())} | {STATES[after]} |"
        for verb, before, after in TABLE
    ]
    return "\n".join(["| move | from | to |", "|---|---|---|", *rows])


def _starred(verb: str) -> str:
    return f"{verb}*" if verb in BY_FIRM else verb


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
