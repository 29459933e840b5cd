"""Does the title of a problem find its own reply? MRR@10 and R@10 over all replies, the title cut out of its reply.

    python bench/tickets/answers.py FILE.csv     (columns: title, detail, reply)

Peer in the same run: BM25 over pairs of characters, the reply as the document. Of the case asked for, `core.tickets`
is given the reply alone: its own question is taken out. Equal scores count against the finder.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yuanmeng.core.bigrams import normal
from yuanmeng.core.likeness import pairs
from yuanmeng.core.tickets.answers import Postings, cases

LONG = 50
"""A shorter reply only says that the message arrived."""


def marks(ranks: NDArray[np.intp]) -> str:
    """MRR@10 and R@10."""
    near = ranks <= 10
    return f"MRR@10 {np.where(near, 1 / ranks, 0).mean():.3f}  R@10 {near.mean():.3f}"


def rank(scores: NDArray[np.float64], place: int) -> int:
    """Place of the right one, 1 for the first."""
    return int((scores >= scores[place]).sum())


def main(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["title"], row["detail"], normal(row["reply"])) for row in csv.DictReader(file)]
    rows = [(title, detail, reply.replace(normal(title), " ")) for title, detail, reply in rows]
    peer = Postings.of([pairs(reply) for _title, _detail, reply in rows])
    began = time.process_time()
    known = cases(rows)
    learning = time.process_time() - began
    assert known
    began = time.process_time()
    ours = np.array([rank(known.fits(title, place), place) for place, (title, *_rest) in enumerate(rows)])
    asking = (time.process_time() - began) / len(rows)
    asked = [peer.known(pairs(title)) for title, _detail, _reply in rows]
    theirs = np.array([rank(peer.scores(each, np.ones(len(each))), place) for place, each in enumerate(asked)])
    long = np.array([len(reply) >= LONG for _title, _detail, reply in rows])
    for name, chosen in (("all", np.ones(len(rows), bool)), (f"replies of {LONG} characters or more", long)):
        print(f"{name}: {chosen.sum()}")
        print(f"  BM25 over pairs   {marks(theirs[chosen])}")
        print(f"  core.tickets      {marks(ours[chosen])}")
    print(f"made ready in {learning:.1f} s, one question {asking * 1000:.1f} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
