"""The rules of a pair as compiled passes over the needs in reach (rules.HARD says what each means)."""

from __future__ import annotations

import numpy as np

from yuanmeng.core.matching.compiled import jitted
from yuanmeng.core.matching.layout import (
    APART,
    COMMUTE,
    CONTRACT,
    DATES,
    DAY,
    DAY_OVER,
    DISTANCE,
    EMPLOYER,
    FIT,
    GRADE,
    HARMFUL,
    HOURS,
    JOB,
    L_AGES,
    L_ALLIANCE,
    L_AWAY,
    L_COLUMN,
    L_CONTRACT_END,
    L_DAY_MINUTES,
    L_FIRM,
    L_FIRST,
    L_FLOOR,
    L_GRADE,
    L_JOB,
    L_LAST,
    L_LEAST_DAYS,
    L_LOT,
    L_REACH,
    L_ROW,
    L_SHIFTS,
    L_SUITS,
    L_UNTIL,
    L_WEEK_MINUTES,
    L_X,
    L_Y,
    LEAST_DAYS,
    LODGED,
    N_ALLIANCE,
    N_CERTIFICATES,
    N_DAY_MINUTES,
    N_DEMANDS,
    N_FIRM,
    N_FIRST,
    N_GRADE,
    N_LAST,
    N_LEAST_DAYS,
    N_LODGING,
    N_SHIFTS,
    N_WAGE,
    N_WEEK_MINUTES,
    N_X,
    N_Y,
    OVERTIME,
    PAPERS,
    SHIFTS,
    TOP,
    V_FIRM,
    V_FIRST,
    V_LAST,
    V_LEAST_DAYS,
    V_LODGING,
    V_NEED,
    V_X,
    V_Y,
    WAGE,
    WEEK,
    WEEK_OVER,
    WORTH,
    YOUNG,
    View,
)
from yuanmeng.core.matching.worth import sort_row, worth_a_day, worth_of


@jitted
def sift(lenders, needs, index, kin, terms, known, low, high, out, length, counts):  # type: ignore[no-untyped-def]
    """Rows of the lenders from `low`, as many as fit into `out`: (next lender, pairs written, room wanted)."""
    written, i = 0, low
    while i < high:
        end = i + 1
        while end < high and _together(lenders, end, i):
            end += 1
        cand, percent, near, fits = in_reach(lenders, index, kin, terms, i)
        view = _view(needs, cand)
        scratch = np.empty(len(cand), np.int64)
        while i < end:
            if written + len(cand) > len(out):
                return i, written, len(cand)
            count = near if lenders[i, L_AWAY] == 0 else len(cand)
            counts[JOB] += len(needs) - fits
            counts[DISTANCE] += fits - count
            left = _lawful(lenders, needs, view, count, i, terms, known, counts)
            filled = _valued(lenders, needs, view, percent, left, i, terms, known, out[written:])
            counts[WORTH] += left - filled
            length[i + 1] = filled
            sort_row(out[written : written + filled], scratch)
            written += filled
            i += 1
    return i, written, 0


@jitted
def _together(lenders, i, k):  # type: ignore[no-untyped-def]
    """Whether two lenders have one job and stand in one cell."""
    return (
        lenders[i, L_JOB] == lenders[k, L_JOB]
        and lenders[i, L_ROW] == lenders[k, L_ROW]
        and lenders[i, L_COLUMN] == lenders[k, L_COLUMN]
    )


@jitted
def in_reach(lenders, index, kin, terms, i):  # type: ignore[no-untyped-def]
    """Needs that some lender of i's cell may reach: positions, percents, how many reached daily, how many fit by job.

    The first `near` may be reached daily; those after them offer lodging and are farther.
    """
    room, fits = 0, 0
    job, rows = lenders[i, L_JOB], index.rows
    for at in range(kin.start[job], kin.start[job + 1]):
        group = 2 * kin.job[at]
        fits += index.first[(group + 2) * rows] - index.first[group * rows]
    cand, percent = np.empty(fits, np.int32), np.empty(fits, np.int32)
    commute, lodged = terms[COMMUTE] + 1, max(terms[COMMUTE], terms[LODGED]) + 1
    for at in range(kin.start[job], kin.start[job + 1]):
        for lodging in range(2):
            group = 2 * kin.job[at] + lodging
            room = _gather(
                index,
                group,
                lenders[i, L_ROW],
                lenders[i, L_COLUMN],
                (0, commute),
                cand,
                percent,
                room,
                kin.percent[at],
            )
    near = room
    for at in range(kin.start[job], kin.start[job + 1]):
        group = 2 * kin.job[at] + 1
        room = _gather(
            index,
            group,
            lenders[i, L_ROW],
            lenders[i, L_COLUMN],
            (commute, lodged),
            cand,
            percent,
            room,
            kin.percent[at],
        )
    return cand[:room].copy(), percent[:room].copy(), near, fits


@jitted
def _gather(index, group, row, column, reach, cand, percent, room, share):  # type: ignore[no-untyped-def]
    """Append the group's needs in cells within reach[1] of the cell, leaving out those that reach[0] had already."""
    side = index.side
    span = reach[1] // side + 1
    for r in range(max(0, row - span), min(index.rows, row + span + 1)):
        away = max(0, abs(r - row) - 1) * side
        wide = _columns(reach[1], away, side)
        inner = _columns(reach[0], away, side) if reach[0] else -1
        low, high = index.first[group * index.rows + r], index.first[group * index.rows + r + 1]
        at = low + np.searchsorted(index.column[low:high], column - wide)
        while at < high and index.column[at] <= column + wide:
            if abs(index.column[at] - column) > inner:
                cand[room] = at
                percent[room] = share
                room += 1
            at += 1
    return room


@jitted
def _columns(reach, away, side):  # type: ignore[no-untyped-def]
    """How many columns of cells to either side can hold a place within reach; -1 none."""
    if away > reach:
        return -1
    return int(np.sqrt(float(reach) ** 2 - float(away) ** 2)) // side + 1


@jitted
def _view(needs, cand):  # type: ignore[no-untyped-def]
    size = len(cand)
    fact, place = np.empty((5, size), np.int32), np.empty((3, size), np.float64)
    for k in range(size):
        j = cand[k]
        fact[V_NEED, k], fact[V_FIRM, k], fact[V_FIRST, k] = j, needs[j, N_FIRM], needs[j, N_FIRST]
        fact[V_LAST, k], fact[V_LEAST_DAYS, k] = needs[j, N_LAST], needs[j, N_LEAST_DAYS]
        place[V_X, k], place[V_Y, k], place[V_LODGING, k] = needs[j, N_X], needs[j, N_Y], needs[j, N_LODGING]
    return View(fact, place, np.empty(size, np.uint8), np.empty(size, np.int32))


@jitted
def _lawful(lenders, needs, view, count, i, terms, known, counts):  # type: ignore[no-untyped-def]
    """Positions in `view` of the needs that pass every rule, in keep[:left]; what each removes is added to `counts`."""
    near, other, dated = _near(lenders, view, count, i, terms)
    counts[DISTANCE] += count - near
    counts[EMPLOYER] += near - other
    counts[DATES] += other - dated
    _set_apart(lenders, view, count, i, terms, known, counts)
    left = 0
    for k in range(count):
        view.keep[left] = k
        left += view.passed[k]
    if lenders[i, L_CONTRACT_END] < lenders[i, L_LAST]:
        left = _contracted(lenders, view, left, i, terms, counts)
    left = _skilled(lenders, needs, view.fact[V_NEED], view.keep, left, i, counts)
    return _protected(lenders, needs, view.fact[V_NEED], view.keep, left, i, terms, counts)


@jitted
def _squares(lenders, i, terms):  # type: ignore[no-untyped-def]
    """Below how many squared metres lot i may go daily, and to a lodging.

    Distances count in whole metres, rounded down. Whole numbers this small are exact as floats.
    """
    daily = float(min(lenders[i, L_REACH], terms[COMMUTE]) + 1)
    lodged = max(daily, float(terms[LODGED] + 1)) if lenders[i, L_AWAY] else daily
    return daily * daily, lodged * lodged


@jitted
def _near(lenders, view, count, i, terms):  # type: ignore[no-untyped-def]
    """Mark in `passed` who is near, another employer and has days in common: the number after each of the three."""
    daily, lodged = _squares(lenders, i, terms)
    x, y, firm, more = float(lenders[i, L_X]), float(lenders[i, L_Y]), lenders[i, L_FIRM], lodged - daily
    first, last = np.int32(lenders[i, L_FIRST]), np.int32(lenders[i, L_LAST])
    least = np.int32(max(terms[LEAST_DAYS], lenders[i, L_LEAST_DAYS]))
    near, other, dated = 0, 0, 0
    for k in range(count):
        dx, dy = view.place[V_X, k] - x, view.place[V_Y, k] - y
        close = dx * dx + dy * dy < daily + view.place[V_LODGING, k] * more
        strange = close & (view.fact[V_FIRM, k] != firm)
        days = min(view.fact[V_LAST, k], last) - max(view.fact[V_FIRST, k], first) + 1
        fits = strange & (days >= max(view.fact[V_LEAST_DAYS, k], least))
        near += close
        other += strange
        dated += fits
        view.passed[k] = fits
    return near, other, dated


@jitted
def _set_apart(lenders, view, count, i, terms, known, counts):  # type: ignore[no-untyped-def]
    """Take back what persons excluded; a pair that the dates would have removed too is counted here, not there."""
    daily, lodged = _squares(lenders, i, terms)
    for facts, key, by_lot in (
        (known.firms_apart, lenders[i, L_FIRM], False),
        (known.lots_apart, lenders[i, L_LOT], True),
    ):
        at = np.searchsorted(facts.keys, key)
        while at < len(facts.keys) and facts.keys[at] == key:
            for k in range(count):
                other, own = view.fact[V_FIRM, k], lenders[i, L_FIRM]
                if other != own and facts.others[at] == (view.fact[V_NEED, k] if by_lot else other):
                    dx, dy = view.place[V_X, k] - lenders[i, L_X], view.place[V_Y, k] - lenders[i, L_Y]
                    limit = lodged if view.place[V_LODGING, k] else daily
                    if view.passed[k] == 2 or dx * dx + dy * dy >= limit:
                        continue
                    counts[APART] += 1
                    if view.passed[k] == 0:
                        counts[DATES] -= 1
                    view.passed[k] = 2
            at += 1
    for k in range(count):
        view.passed[k] &= 1


@jitted
def _contracted(lenders, view, count, i, terms, counts):  # type: ignore[no-untyped-def]
    """Days in common within the labour contract."""
    first, least, left = lenders[i, L_FIRST], max(terms[LEAST_DAYS], lenders[i, L_LEAST_DAYS]), 0
    for k in range(count):
        at = view.keep[k]
        view.keep[left] = at
        days = min(view.fact[V_LAST, at], lenders[i, L_CONTRACT_END]) - max(view.fact[V_FIRST, at], first) + 1
        left += days >= max(least, view.fact[V_LEAST_DAYS, at])
    counts[CONTRACT] += count - left
    return left


@jitted
def _skilled(lenders, needs, cand, keep, count, i, counts):  # type: ignore[no-untyped-def]
    """Grade, shifts, wage, certificates."""
    left, grade = 0, lenders[i, L_GRADE]
    for k in range(count):
        keep[left] = keep[k]
        left += needs[cand[keep[k]], N_GRADE] <= grade
    counts[GRADE] += count - left
    count, left, refused = left, 0, ~lenders[i, L_SHIFTS]
    for k in range(count):
        keep[left] = keep[k]
        left += needs[cand[keep[k]], N_SHIFTS] & refused == 0
    counts[SHIFTS] += count - left
    count, left, floor = left, 0, lenders[i, L_FLOOR]
    for k in range(count):
        keep[left] = keep[k]
        left += needs[cand[keep[k]], N_WAGE] >= floor
    counts[WAGE] += count - left
    count, left, last = left, 0, min(lenders[i, L_LAST], lenders[i, L_CONTRACT_END])
    for k in range(count):
        j = cand[keep[k]]
        keep[left] = keep[k]
        asked = needs[j, N_CERTIFICATES]
        left += asked == 0 or _certified(lenders, i, asked, min(last, needs[j, N_LAST]))
    counts[PAPERS] += count - left
    return left


@jitted
def _certified(lenders, i, asked, day):  # type: ignore[no-untyped-def]
    """Whether each certificate asked for is valid through the day."""
    kind = L_UNTIL
    while asked:
        if asked & 1 and lenders[i, kind] < day:
            return False
        asked >>= 1
        kind += 1
    return True


@jitted
def _protected(lenders, needs, cand, keep, count, i, terms, counts):  # type: ignore[no-untyped-def]
    """Age and suitability, then hours of both employers."""
    lacking = ~lenders[i, L_SUITS] | (HARMFUL if lenders[i, L_AGES] == YOUNG else 0)
    left = 0
    for k in range(count):
        keep[left] = keep[k]
        left += needs[cand[keep[k]], N_DEMANDS] & lacking == 0
    counts[FIT] += count - left
    over = lenders[i, L_SUITS] & OVERTIME != 0
    day = terms[DAY] + (terms[DAY_OVER] if over else 0) - lenders[i, L_DAY_MINUTES]
    week = terms[WEEK] + (terms[WEEK_OVER] if over else 0) - lenders[i, L_WEEK_MINUTES]
    count, left = left, 0
    for k in range(count):
        j = cand[keep[k]]
        keep[left] = keep[k]
        left += needs[j, N_DAY_MINUTES] <= day and needs[j, N_WEEK_MINUTES] <= week
    counts[HOURS] += count - left
    return left


@jitted
def _valued(lenders, needs, view, percent, count, i, terms, known, out):  # type: ignore[no-untyped-def]
    """Pack the pairs kept that are worth something: how many."""
    known_from = np.searchsorted(known.experience.keys, lenders[i, L_FIRM])
    known_to = known_from
    while known_to < len(known.experience.keys) and known.experience.keys[known_to] == lenders[i, L_FIRM]:
        known_to += 1
    daily, _lodged = _squares(lenders, i, terms)
    first, last = lenders[i, L_FIRST], min(lenders[i, L_LAST], lenders[i, L_CONTRACT_END])
    floor, grade, alliance, filled = lenders[i, L_FLOOR], lenders[i, L_GRADE], lenders[i, L_ALLIANCE], 0
    for k in range(count):
        at = view.keep[k]
        j, score = view.fact[V_NEED, at], 0
        for fact in range(known_from, known_to):
            if known.experience.others[fact] == view.fact[V_FIRM, at]:
                score = known.experience.scores[fact]
        allied = alliance >= 0 and alliance == needs[j, N_ALLIANCE]
        days = min(last, view.fact[V_LAST, at]) - max(first, view.fact[V_FIRST, at]) + 1
        square = (view.place[V_X, at] - lenders[i, L_X]) ** 2 + (view.place[V_Y, at] - lenders[i, L_Y]) ** 2
        each = worth_a_day(percent[at], needs[j, N_WAGE] - floor, grade - needs[j, N_GRADE], allied, score, terms)
        worth = worth_of(days, each, int(np.sqrt(square)), square >= daily, terms)
        out[filled] = (TOP - worth) << 32 | j
        filled += worth >= 1
    return filled
