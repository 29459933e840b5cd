"""The search over chains of exchanges: first until no pair gains, then again from where a few loans were broken up."""

from __future__ import annotations

import numpy as np
from numba import njit

from yuanmeng.core.matching.wishes.moves import (
    DICE,
    LOGGED,
    ROOM,
    ROUND,
    STACKED,
    attempt,
    gain,
    loss,
    may,
    put,
    settle,
    undo,
)

BUDGET = 10
"""Loans that a chain may push away."""
BROKEN = 5
"""Loans broken up at once at most."""


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def drawn(board, below):  # type: ignore[no-untyped-def]
    """A number from 0, of the board's own dice (xorshift: Marsaglia 2003)."""
    word = board.meter[DICE]
    word ^= (word << 13) & 0x7FFFFFFFFFFFFFFF
    word ^= word >> 7
    word ^= (word << 17) & 0x7FFFFFFFFFFFFFFF
    board.meter[DICE] = word
    return (word >> 11) % below


@njit(cache=True, nogil=True, error_model="numpy")
def begin(board, pairs, heads):  # type: ignore[no-untyped-def]
    """Put as much of a first plan on the board as batches, limits and pins allow, in this order."""
    for at in range(len(pairs)):
        pair = pairs[at]
        lender, need = board.lender[pair], board.need[pair]
        more = min(heads[at] - board.heads[pair], board.left[lender], board.left[need])
        if more > 0 and may(board, pair, more) and gain(board, pair, board.heads[pair] + more) > 0:
            board.meter[LOGGED] = 0
            put(board, pair, board.heads[pair] + more)
    board.meter[LOGGED] = 0


@njit(cache=True, nogil=True, error_model="numpy")
def reachable(board, node):  # type: ignore[no-untyped-def]
    """Heads the node could have on one pair if it gave up all loans that are not pinned."""
    most = board.left[node]
    for at in range(board.start[node], board.start[node + 1]):
        pair = board.pairs[at]
        most += board.heads[pair] - board.pinned[pair]
    return most


@njit(cache=True, nogil=True, error_model="numpy")
def improve(board, pair):  # type: ignore[no-untyped-def]
    """Try the pair with as many heads as can be, with as few, and with what one side has left: what was gained."""
    total = 0
    lender, need = board.lender[pair], board.need[pair]
    for choice in range(3):
        free = min(reachable(board, lender), reachable(board, need))
        most = free + (board.pinned[pair] if board.heads[pair] > 0 else 0)
        now = board.heads[pair]
        if choice == 0:
            heads = most
        elif choice == 1:
            heads = now + 1
        else:
            heads = now + max(board.left[lender], board.left[need])
        heads = min(max(heads, board.batch[pair]), most)
        if heads > now and heads >= board.batch[pair]:
            total += attempt(board, pair, heads, BUDGET)
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def descend(board, order, dirty):  # type: ignore[no-untyped-def]
    """One pass over the pairs in this order that touch a dirty node; `dirty` is renewed. What was gained."""
    total = 0
    now = dirty.copy()
    dirty[:] = False
    for pair in order:
        lender, need = board.lender[pair], board.need[pair]
        if not (now[lender] or now[need] or dirty[lender] or dirty[need]):
            continue
        board.meter[LOGGED] = 0
        won = improve(board, pair)
        if won > 0:
            total += won
            for entry in range(board.meter[LOGGED]):
                changed = board.log[entry, 0]
                dirty[board.lender[changed]] = dirty[board.need[changed]] = True
    board.meter[LOGGED] = 0
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def _break_up(board, node, loans):  # type: ignore[no-untyped-def]
    """End up to `loans` loans around a pair, walking from node to node; ends go on the stack. What that gains."""
    won = 0
    for _step in range(2 * loans):
        low, high = board.start[node], board.start[node + 1]
        begin = drawn(board, high - low)
        other = -1
        for turn in range(high - low):
            one = board.pairs[low + (begin + turn) % (high - low)]
            if board.heads[one] > board.pinned[one]:
                other = board.lender[one] + board.need[one] - node
                won += put(board, one, board.pinned[one])
                break
        if other < 0:
            one = board.pairs[low + begin]
            node = board.lender[one] + board.need[one] - node
            continue
        board.stack[board.meter[STACKED]] = node
        board.stack[board.meter[STACKED] + 1] = other
        board.meter[STACKED] += 2
        if board.meter[LOGGED] >= loans:
            break
        node = other if drawn(board, 3) > 0 else node
    return won


@njit(cache=True, nogil=True, error_model="numpy")
def _shuffle_stack(board):  # type: ignore[no-untyped-def]
    for at in range(board.meter[STACKED] - 1, 0, -1):
        to = drawn(board, at + 1)
        board.stack[at], board.stack[to] = board.stack[to], board.stack[at]


@njit(cache=True, nogil=True, error_model="numpy")
def _around(board, since):  # type: ignore[no-untyped-def]
    """Improve the pairs of changed nodes where something is lost, each node once: what was gained."""
    total, entry = 0, since
    while entry < board.meter[LOGGED]:
        changed = board.log[entry, 0]
        for node in (board.lender[changed], board.need[changed]):
            if board.mark[node] == board.meter[ROUND] or loss(board, node) == 0:
                continue
            board.mark[node] = board.meter[ROUND]
            for at in range(board.start[node], board.start[node + 1]):
                if board.meter[LOGGED] + 8 * ROOM > len(board.log):
                    return total
                total += improve(board, board.pairs[at])
        entry += 1
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def shake(board, rounds):  # type: ignore[no-untyped-def]
    """So many times: break up some loans, let all find places again, improve around; undone where it lost."""
    total = 0
    lossy = np.empty(len(board.left), np.int64)
    count = 0
    for node in range(len(board.left)):
        if board.start[node + 1] > board.start[node] and loss(board, node) > 0:
            lossy[count] = node
            count += 1
    if count == 0:
        return 0
    for _round in range(rounds):
        board.meter[LOGGED] = board.meter[STACKED] = 0
        board.meter[ROUND] += 1
        node = lossy[drawn(board, count)]
        won = _break_up(board, node, 2 + drawn(board, BROKEN - 1))
        _shuffle_stack(board)
        done, gained = settle(board, 0, BUDGET)
        won += gained
        board.meter[STACKED] = 0
        if done:
            won += _around(board, 0)
        if not done or won < 0:
            undo(board, 0)
        else:
            total += won
    board.meter[LOGGED] = 0
    return total
