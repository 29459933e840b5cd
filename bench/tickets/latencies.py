"""How long real replies took: median, longest, and the share within a number of calendar days with its 95 % interval.

    python bench/tickets/latencies.py FILE.csv     (columns: created, replied; YYYY-MM-DD HH:MM:SS)

Calendar days: the working days of years before 2021 are not known here, so working-day limits cannot be judged.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from pathlib import Path

from yuanmeng.core.intervals import wilson

LIMITS = (2, 7, 15, 30, 60)
DAY = dt.timedelta(days=1)


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def main(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            [dt.datetime.fromisoformat(row[name]) for name in ("created", "replied")] for row in csv.DictReader(file)
        ]
    took = sorted((replied - created) / DAY for created, replied in rows)
    early = sum(each < 0 for each in took)
    print(f"{len(took)} replies, {early} dated before their question and left out")
    took = took[early:]
    print(f"median {took[len(took) // 2]:.1f} days, longest {took[-1]:.0f}")
    for limit in LIMITS:
        part = sum(each <= limit for each in took)
        low, high = wilson(part, len(took))
        print(f"within {limit} days: {part} of {len(took)}, {part / len(took):.1%} ({low:.1%} to {high:.1%})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
