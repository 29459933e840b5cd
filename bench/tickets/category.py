"""How well a category is suggested: five-fold cross-validation of `core.tickets.category` on a labelled CSV.

    python bench/tickets/category.py FILE.csv     (columns: title, detail, label)

Prints macro-F1 and the share of right first suggestions, and how long learning and one suggestion take.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from pathlib import Path

from yuanmeng.core.tickets.category import Example, learn, suggest

FOLDS = 5


def folds(examples: list[Example]) -> list[list[int]]:
    """Stratified: each category spread evenly, by a fixed seed."""
    drawn, made = random.Random(1), [[] for _fold in range(FOLDS)]
    for category in sorted({category for _title, _text, category in examples}):
        mine = [at for at, example in enumerate(examples) if example[2] == category]
        drawn.shuffle(mine)
        for place, at in enumerate(mine):
            made[place % FOLDS].append(at)
    return made


def main(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        examples = [(row["title"], row["detail"], row["label"]) for row in csv.DictReader(file)]
    said: dict[int, str] = {}
    learning = suggesting = 0.0
    for fold in folds(examples):
        began = time.process_time()
        learnt = learn([example for at, example in enumerate(examples) if at not in set(fold)])
        learning += time.process_time() - began
        began = time.process_time()
        for at in fold:
            said[at] = suggest(learnt, examples[at][0], examples[at][1], 1)[0].category
        suggesting += time.process_time() - began
    marks = []
    for category in sorted({category for _title, _text, category in examples}):
        own = {at for at, example in enumerate(examples) if example[2] == category}
        given = {at for at, name in said.items() if name == category}
        marks.append(2 * len(own & given) / (len(own) + len(given)))
        print(f"{category}: F1 {marks[-1]:.3f} ({len(own)})")
    right = sum(said[at] == example[2] for at, example in enumerate(examples))
    print(f"macro-F1 {sum(marks) / len(marks):.3f}, right {right / len(examples):.3f} of {len(examples)}")
    print(f"learning {learning / FOLDS:.2f} s, a suggestion {suggesting / len(examples) * 1000:.1f} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
