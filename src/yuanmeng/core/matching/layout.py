"""How kernels see postings, terms and pairs: positions of columns, rules and terms; the packing of a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

TOP = 1 << 30
"""Above every worth: a pair is packed as (TOP - worth) << 32 | need."""
LOW = (1 << 32) - 1
(
    _LAB03, _LAB04, _CHILD, JOB, DISTANCE, EMPLOYER, APART, DATES,
    CONTRACT, GRADE, SHIFTS, WAGE, PAPERS, FIT, HOURS, WORTH,
) = range(16)  # fmt: skip
"""Positions in rules.HARD."""
(
    LEAST_DAYS, _CONSENTS, COMMUTE, LODGED, DAY, WEEK, DAY_OVER, WEEK_OVER,
    WORK, PAY, OVER, KM, LODGING, JOURNEY, ALLIANCE, EXPERIENCE, START,
) = range(17)  # fmt: skip
"""Positions in (*rules.LIMITS, *rules.VALUES)."""
HARMFUL, OVERTIME, YOUNG = 7, 8, 1


LENDER = (
    "job", "row", "column", "lot", "firm", "x", "y", "first", "last", "contract_end", "least_days", "grade", "shifts",
    "floor", "reach", "away", "ages", "suits", "day_minutes", "week_minutes", "alliance",
)  # fmt: skip
"""Columns of the int32 table of lenders, in the order of work: numbers of job, cell's row and column, lot and firm."""
(
    L_JOB, L_ROW, L_COLUMN, L_LOT, L_FIRM, L_X, L_Y, L_FIRST, L_LAST, L_CONTRACT_END, L_LEAST_DAYS, L_GRADE, L_SHIFTS,
    L_FLOOR, L_REACH, L_AWAY, L_AGES, L_SUITS, L_DAY_MINUTES, L_WEEK_MINUTES, L_ALLIANCE,
) = range(21)  # fmt: skip
L_UNTIL = len(LENDER)
"""From here on: one column for each of CERTIFICATES, its last valid day."""
NEED = (
    "firm", "x", "y", "first", "last", "least_days", "grade", "shifts", "wage", "lodging", "certificates", "demands",
    "day_minutes", "week_minutes", "alliance",
)  # fmt: skip
"""Columns of the int32 table of needs, in the order of the index: 60 bytes, so that one need is one line of cache."""
(
    N_FIRM, N_X, N_Y, N_FIRST, N_LAST, N_LEAST_DAYS, N_GRADE, N_SHIFTS, N_WAGE, N_LODGING, N_CERTIFICATES, N_DEMANDS,
    N_DAY_MINUTES, N_WEEK_MINUTES, N_ALLIANCE,
) = range(15)  # fmt: skip
V_NEED, V_FIRM, V_FIRST, V_LAST, V_LEAST_DAYS = range(5)
V_X, V_Y, V_LODGING = range(3)
"""Rows of View."""


class KinRows(NamedTuple):
    """Jobs that a job's people can do."""

    start: Whole
    job: Whole
    percent: Whole


class Facts(NamedTuple):
    """Facts about pairs, sorted by `keys`."""

    keys: Whole
    others: Whole
    scores: Whole


class Known(NamedTuple):
    """schema.Ties by the lender's key; `lots_apart` has positions of needs for others."""

    firms_apart: Facts
    lots_apart: Facts
    experience: Facts


class View(NamedTuple):
    """What the first passes read of the needs in reach of one cell, side by side."""

    fact: Whole
    """int32 (5, needs): V_NEED, V_FIRM, V_FIRST, V_LAST, V_LEAST_DAYS."""
    place: Whole
    """float64 (3, needs): V_X, V_Y, V_LODGING."""
    passed: Whole
    keep: Whole
