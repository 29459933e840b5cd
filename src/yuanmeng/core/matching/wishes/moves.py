"""One change of a plan under wishes, with whatever has to follow from it, compiled.

The plan lies on a `Board`: pairs between nodes (lenders first, then needs) with heads on them. `attempt` wants more
heads on one pair. What stands in the way is taken off other loans (never leaving a splinter below the batch), the
nodes that lost heads look for a place again, pushing others away in their turn up to a budget: a chain of exchanges.
The prices of the core say what a freed head can hope to earn elsewhere, and so which one is missed least. When the
whole chain gains nothing it is undone from the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

LOAN_COST, KEEP = range(2)
"""Positions in `Board.say`: yuan a loan costs; yuan a head kept from the plan before earns."""
LOGGED, STACKED, DICE, TRIES, ROUND = range(5)
"""Positions in `Board.meter`."""
ROOM = 96
"""Entries of log or stack that one step may need; a chain ends before it could need more."""
HOPE = 1.3
"""A chain is followed when it gains, were freed heads to earn so many times the prices of the core."""
LONGEST = 400
"""Changes in one chain at most."""


class Board(NamedTuple):
    """Pairs, nodes, groups of needs (one borrower), and the plan; all int64 unless said otherwise."""

    lender: Whole
    """(pairs,) node."""
    need: Whole
    """(pairs,) node."""
    worth: Whole
    """(pairs,) yuan a head."""
    batch: Whole
    """(pairs,) least heads of a loan; for a pinned pair its pinned heads."""
    pinned: Whole
    """(pairs,) heads that must stay."""
    before: Whole
    """(pairs,) heads in the previous plan."""
    slack: Whole
    """(pairs,) yuan a head by which both prices exceed the worth."""
    start: Whole
    """(nodes + 1,) where the pairs of a node begin in `pairs`."""
    pairs: Whole
    """(2 * pairs,) pairs of each node."""
    limit: Whole
    """(nodes,) most loans, 0 without limit (all lenders)."""
    price: Whole
    """(nodes,) yuan a head, from the core."""
    group: Whole
    """(nodes,) group of a need; the last group, without tiers, for all lenders."""
    tier: Whole
    """(groups, tiers) heads up to which a group earns the tier's step."""
    step: Whole
    """(tiers,) yuan a head."""
    say: Whole
    """(2,)"""
    heads: Whole
    """(pairs,) on loan."""
    left: Whole
    """(nodes,) heads idle, or missing."""
    loans: Whole
    """(nodes,) loans of the node."""
    filled: Whole
    """(groups,) heads on loan to the group."""
    log: Whole
    """(entries, 2) pair and its heads before each change."""
    stack: Whole
    """(entries,) nodes that lost heads."""
    mark: Whole
    """(nodes,) the round in which the node was looked at."""
    meter: Whole
    """(5,)"""


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _earned(board, pair, heads):  # type: ignore[no-untyped-def]
    """What a loan is worth by itself."""
    cost = board.say[LOAN_COST] if heads > 0 else 0
    return board.worth[pair] * heads - cost + board.say[KEEP] * min(heads, board.before[pair])


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _shared(board, group, heads):  # type: ignore[no-untyped-def]
    """What a group with so many heads earns besides."""
    total = 0
    for tier in range(len(board.step)):
        total += board.step[tier] * min(heads, board.tier[group, tier])
    return total


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def gain(board, pair, heads):  # type: ignore[no-untyped-def]
    """What changing the pair to so many heads gains, apart from everything that follows."""
    now = board.heads[pair]
    group = board.group[board.need[pair]]
    filled = board.filled[group]
    alone = _earned(board, pair, heads) - _earned(board, pair, now)
    return alone + _shared(board, group, filled + heads - now) - _shared(board, group, filled)


@njit(cache=True, nogil=True, error_model="numpy")
def put(board, pair, heads):  # type: ignore[no-untyped-def]
    """Change the pair to so many heads; what that gains."""
    won = gain(board, pair, heads)
    now, lender, need = board.heads[pair], board.lender[pair], board.need[pair]
    entry = board.meter[LOGGED]
    board.log[entry, 0], board.log[entry, 1] = pair, now
    board.meter[LOGGED] = entry + 1
    board.heads[pair] = heads
    board.left[lender] -= heads - now
    board.left[need] -= heads - now
    board.filled[board.group[need]] += heads - now
    opened = (1 if heads > 0 else 0) - (1 if now > 0 else 0)
    board.loans[lender] += opened
    board.loans[need] += opened
    return won


@njit(cache=True, nogil=True, error_model="numpy")
def undo(board, since):  # type: ignore[no-untyped-def]
    """Take back every change logged since."""
    for entry in range(board.meter[LOGGED] - 1, since - 1, -1):
        put(board, board.log[entry, 0], board.log[entry, 1])
    board.meter[LOGGED] = since


@njit(cache=True, nogil=True, error_model="numpy")
def loss(board, node):  # type: ignore[no-untyped-def]
    """What the core's prices say is lost at a node: heads left over, and loans to dearer partners."""
    total = board.price[node] * board.left[node]
    for at in range(board.start[node], board.start[node + 1]):
        pair = board.pairs[at]
        total += board.slack[pair] * board.heads[pair]
    return total


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _push(board, node):  # type: ignore[no-untyped-def]
    board.stack[board.meter[STACKED]] = node
    board.meter[STACKED] += 1


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _full(board, since):  # type: ignore[no-untyped-def]
    """The chain is as long as it may be, or the log or stack has no room for another step."""
    logged = board.meter[LOGGED]
    crowded = logged + ROOM > len(board.log) or board.meter[STACKED] + ROOM > len(board.stack)
    return crowded or logged - since > LONGEST


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def spared(board, pair, wanted):  # type: ignore[no-untyped-def]
    """Heads to take off a loan to get `wanted`, or as many as there are: more where a splinter would be left."""
    free = board.heads[pair] - board.pinned[pair]
    taken = min(wanted, free)
    rest = board.heads[pair] - taken
    if taken > 0 and 0 < rest < board.batch[pair]:
        return free
    return taken


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def may(board, pair, heads):  # type: ignore[no-untyped-def]
    """The pair may have so many heads, as far as batch and counterparties go."""
    if board.heads[pair] > 0:
        return True
    need = board.need[pair]
    return heads >= board.batch[pair] and (board.limit[need] == 0 or board.loans[need] < board.limit[need])


@njit(cache=True, nogil=True, error_model="numpy")
def _cheapest(board, node, kept, wanted, close):  # type: ignore[no-untyped-def]
    """The loan of the node, other than `kept`, whose heads are missed least; -1 when none can give any."""
    best, least = -1, 0.0
    for at in range(board.start[node], board.start[node + 1]):
        pair = board.pairs[at]
        if pair == kept or board.heads[pair] == 0:
            continue
        taken = spared(board, pair, board.heads[pair] if close else wanted)
        if close and board.pinned[pair] > 0:
            continue
        if taken > 0:
            other = board.lender[pair] + board.need[pair] - node
            loss = -gain(board, pair, board.heads[pair] - taken) - board.price[other] * taken
            each = loss / (1 if close else min(taken, wanted))
            if best < 0 or each < least:
                best, least = pair, each
    return best


@njit(cache=True, nogil=True, error_model="numpy")
def _clear(board, node, kept, wanted, close):  # type: ignore[no-untyped-def]
    """Take heads off other loans until `wanted` are left over (`close`: and a loan less): done, gained, hoped for."""
    won, hope = 0, 0
    while board.left[node] < wanted or close:
        pair = _cheapest(board, node, kept, wanted - board.left[node], close)
        if pair < 0 or board.meter[STACKED] + ROOM > len(board.stack):
            return False, won, hope
        taken = board.heads[pair] if close else spared(board, pair, wanted - board.left[node])
        other = board.lender[pair] + board.need[pair] - node
        won += put(board, pair, board.heads[pair] - taken)
        hope += board.price[other] * taken
        _push(board, other)
        close = False
    return True, won, hope


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _pushed(board, node, pair, loan):  # type: ignore[no-untyped-def]
    """Heads that `pair` gets and `loan` loses when the node pushes that loan away at the other end of the pair."""
    other = board.lender[pair] + board.need[pair] - node
    got = min(board.left[node], board.left[other] + board.heads[loan] - board.pinned[loan])
    lost = spared(board, loan, got - board.left[other])
    if board.heads[pair] == 0 and got < board.batch[pair]:
        return 0, 0
    return got, lost


@njit(cache=True, nogil=True, error_model="numpy")
def _place(board, node, budget):  # type: ignore[no-untyped-def]
    """The best next step for a node with heads left: pair, its new heads, loan pushed away (-1 none), what it loses."""
    best, most, heads, loan, lost = -1, 0.0, 0, -1, 0
    for at in range(board.start[node], board.start[node + 1]):
        pair = board.pairs[at]
        other = board.lender[pair] + board.need[pair] - node
        free = min(board.left[node], board.left[other])
        if free > 0 and may(board, pair, free):
            won = gain(board, pair, board.heads[pair] + free)
            if won > most:
                best, most, heads, loan, lost = pair, won, board.heads[pair] + free, -1, 0
        elif budget > 0 and may(board, pair, board.left[node]):
            for to in range(board.start[other], board.start[other + 1]):
                rival = board.pairs[to]
                if rival == pair or board.heads[rival] == 0:
                    continue
                got, gone = _pushed(board, node, pair, rival)
                if gone <= 0:
                    continue
                third = board.lender[rival] + board.need[rival] - other
                won = gain(board, pair, board.heads[pair] + got) + gain(board, rival, board.heads[rival] - gone)
                hoped = won + 0.9 * board.price[third] * gone
                if hoped > most:
                    best, most, heads, loan, lost = pair, hoped, board.heads[pair] + got, rival, gone
    return best, heads, loan, lost


@njit(cache=True, nogil=True, error_model="numpy")
def settle(board, since, budget):  # type: ignore[no-untyped-def]
    """Let every node on the stack find places for its heads: finished, gained."""
    won = 0
    while board.meter[STACKED] > 0:
        board.meter[STACKED] -= 1
        node = board.stack[board.meter[STACKED]]
        while board.left[node] > 0:
            if _full(board, since):
                return False, won
            pair, heads, loan, lost = _place(board, node, budget)
            if pair < 0:
                break
            if loan >= 0:
                other = board.lender[pair] + board.need[pair] - node
                won += put(board, loan, board.heads[loan] - lost)
                _push(board, board.lender[loan] + board.need[loan] - other)
                won += put(board, pair, heads)
                _push(board, other)
                budget -= 1
            else:
                won += put(board, pair, heads)
    return True, won


@njit(cache=True, nogil=True, error_model="numpy")
def attempt(board, pair, heads, budget):  # type: ignore[no-untyped-def]
    """Raise the pair to so many heads with all that follows, if that gains anything: the gain, else 0."""
    since, more = board.meter[LOGGED], heads - board.heads[pair]
    board.meter[STACKED] = 0
    board.meter[TRIES] += 1
    lender, need = board.lender[pair], board.need[pair]
    close = board.heads[pair] == 0 and board.limit[need] > 0 and board.loans[need] >= board.limit[need]
    done, won, hope = _clear(board, lender, pair, more, close=False)
    if done:
        done, gained, hoped = _clear(board, need, pair, more, close=close)
        won += gained
        hope += hoped
    if done:
        won += put(board, pair, heads)
        hope += board.price[lender] * board.left[lender] + board.price[need] * board.left[need]
        done = won + HOPE * hope > 0
    if done:
        _push(board, lender)
        _push(board, need)
        done, gained = settle(board, since, budget)
        won += gained
    if not done or won <= 0:
        undo(board, since)
        return 0
    return won
