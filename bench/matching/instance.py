"""Make one instance in a process of its own: python instance.py FILE.npz LOTS SEED BEST SCARCE. Prints a JSON object.

BEST > 0 keeps only so many best pairs of each lot, so that peers find room.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from itertools import pairwise

import numpy as np

from yuanmeng.core.matching.command import warm
from yuanmeng.core.matching.generate import generate
from yuanmeng.core.matching.pairs import lawful


def main() -> None:
    """Postings, pairs, file."""
    file, (lots, seed, best, scarce) = sys.argv[1], map(int, sys.argv[2:6])
    warm([])
    one = generate(lots, seed, scarce=bool(scarce))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, wall = time.process_time(), time.perf_counter()
    pairs = lawful(one.surplus, one.shortage, one.rules, one.ties)
    spent, wall = time.process_time() - begun, time.perf_counter() - wall
    risen = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    said = {"pairs": len(pairs), "cpu": spent, "wall": wall, "bytes": risen / max(1, len(pairs))}
    packed, start = pairs.packed, pairs.start
    if best:
        rows = [packed[low : min(low + best, high)] for low, high in pairwise(start.tolist())]
        start = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
        packed = np.concatenate(rows)
        said["kept"] = len(packed)
    supply, demand = one.surplus["heads"][pairs.lender], one.shortage["heads"][pairs.borrower]
    np.savez(file, packed=packed, start=start, supply=supply, demand=demand)
    print(json.dumps(said))


if __name__ == "__main__":
    main()
