"""What a pair is worth (rules.py declares it), and the order of a row, compiled."""

from __future__ import annotations

import numpy as np

from yuanmeng.core.matching.compiled import jitted
from yuanmeng.core.matching.layout import ALLIANCE, EXPERIENCE, JOURNEY, KM, LODGING, OVER, PAY, START, WORK


@jitted
def worth_a_day(percent, more, over, allied, score, terms):  # type: ignore[no-untyped-def]
    """Fen a day of one head before distance, as rules.py declares it. Scalars only: passing columns costs 400 ns."""
    each = terms[WORK] * percent // 100 + terms[PAY] * more // 100 - terms[OVER] * over
    return each + (terms[ALLIANCE] if allied else 0) + terms[EXPERIENCE] * score // 100


@jitted
def worth_of(days, each, metres, lodged, terms):  # type: ignore[no-untyped-def]
    """Yuan of one head for the whole loan."""
    if lodged:
        return (days * (each - terms[LODGING]) - terms[START] - terms[JOURNEY] * metres // 1000) // 100
    return (days * (each - terms[KM] * metres // 1000) - terms[START]) // 100


@jitted
def sort_row(row, scratch):  # type: ignore[no-untyped-def]
    """Sort a row of packed pairs: one spread over buckets by worth, then insertion; 2.4 times faster than sorting."""
    size = len(row)
    if size < 2:
        return
    low, high = row[0] >> 32, row[0] >> 32
    for k in range(size):
        low, high = min(low, row[k] >> 32), max(high, row[k] >> 32)
    shift = 0
    while (high - low) >> shift >= min(2 * size, 512):
        shift += 1
    ends = np.zeros(((high - low) >> shift) + 2, np.int32)
    for k in range(size):
        ends[(((row[k] >> 32) - low) >> shift) + 1] += 1
    if ends.max() > 48:
        row.sort()
        return
    for b in range(len(ends) - 1):
        ends[b + 1] += ends[b]
    for k in range(size):
        b = ((row[k] >> 32) - low) >> shift
        scratch[ends[b]] = row[k]
        ends[b] += 1
    for k in range(size):
        value, at = scratch[k], k
        while at > 0 and row[at - 1] > value:
            row[at] = row[at - 1]
            at -= 1
        row[at] = value
