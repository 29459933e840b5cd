"""The ε-auction for transportation (Bertsekas and Castañon 1989) on compressed rows, compiled.

Every need has a price, the lowest offer it keeps once it is full, else nothing. A lender with heads left offers for
the need of best net worth (worth - price) as much as leaves it just ε below its second best; the need keeps the best
offers up to its heads. Prices only rise. When no lender wants more, every kept head is within ε of the lender's best,
so the plan is within ε a head of the optimum, and the prices prove it.

Two things make it fast. Rows are sorted by worth: a scan ends where the worth alone is not above what it has found.
And each scan keeps the SHORT best needs with `cut`, above which nothing outside of them can come, since prices only
rise: almost all offers are made from these 64 bytes.

Money is whole yuan, ε at least 1: below that, `exact` goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from yuanmeng.core.matching.compiled import jitted, jitted_inside
from yuanmeng.core.matching.layout import LOW, TOP

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

SHORT = 8
"""Needs kept of each scan."""
NEVER = -(1 << 62)
DONE, MORE_ROOM, PAUSED = 0, 1, 2
"""How `bid` ended: nobody wants more; the book of offers is full; the budget of steps is spent."""
EMPTY = -1
AT, COUNT, FREE, SCANS, OFFERS = range(5)
"""Positions in `Book.state`: queue's first and length, first free line of the book, rows scanned, offers made."""


class Book(NamedTuple):
    """Everything that changes. Lines of offers hang together by `after`, from the lowest offer of a need upwards."""

    price: Whole
    """int32 (needs,)."""
    filled: Whole
    """int32 (needs,): heads kept."""
    lowest: Whole
    """int32 (needs,): line of the lowest offer or EMPTY."""
    who: Whole
    """int32 (lines,): lender."""
    heads: Whole
    """int32 (lines,)."""
    offer: Whole
    """int32 (lines,): what the lender pays a head."""
    worth: Whole
    """int32 (lines,): yuan a head."""
    after: Whole
    """int32 (lines,): next higher offer of the need, or next free line."""
    left: Whole
    """int32 (lenders,): heads still wanting a place."""
    short: Whole
    """int64 (lenders, SHORT): packed pairs of the last scan; unused ones are 0."""
    cut: Whole
    """int64 (lenders,): no need outside of `short` has a higher net worth."""
    queue: Whole
    """int32 (lenders,): ring of lenders with heads left."""
    waiting: Whole
    """uint8 (lenders,): in the queue."""
    state: Whole
    """int64 (5,)."""


def opened(supply: Whole, needs: int, seed: int = 0) -> Book:
    """Before the first offer: all heads are left, all prices are 0. The seed says who begins."""
    lenders = len(supply)
    lines = lenders + 1024
    after = np.arange(1, lines + 1, dtype=np.int32)
    after[-1] = EMPTY
    wanting = np.flatnonzero(supply).astype(np.int32)
    wanting = np.roll(wanting, -(seed % max(1, len(wanting))))
    queue = np.zeros(max(1, lenders), np.int32)
    queue[: len(wanting)] = wanting
    return Book(
        price=np.zeros(needs, np.int32),
        filled=np.zeros(needs, np.int32),
        lowest=np.full(needs, EMPTY, np.int32),
        who=np.zeros(lines, np.int32),
        heads=np.zeros(lines, np.int32),
        offer=np.zeros(lines, np.int32),
        worth=np.zeros(lines, np.int32),
        after=after,
        left=supply.astype(np.int32).copy(),
        short=np.zeros((lenders, SHORT), np.int64),
        cut=np.full(lenders, -NEVER, np.int64),
        queue=queue,
        waiting=(supply > 0).astype(np.uint8),
        state=np.array([0, len(wanting), 0, 0, 0], np.int64),
    )


def longer(book: Book) -> Book:
    """The same book with twice the lines."""
    lines = len(book.who)
    after = np.concatenate([book.after, np.arange(lines + 1, 2 * lines + 1, dtype=np.int32)])
    after[-1] = book.state[FREE]
    book.state[FREE] = lines
    wide = {name: np.concatenate([getattr(book, name), np.zeros(lines, getattr(book, name).dtype)]) for name in
            ("who", "heads", "offer", "worth")}  # fmt: skip
    return book._replace(after=after, **wide)


@jitted
def scan(packed, price, short):  # type: ignore[no-untyped-def]
    """Put the best of a row into `short`, best first; returns the most that any other can be worth net."""
    best = np.full(SHORT, NEVER, np.int64)
    cut = NEVER
    short[:] = 0
    for pair in packed:
        worth = TOP - (pair >> 32)
        if worth <= best[SHORT - 1]:
            return max(cut, worth)
        net = worth - price[pair & LOW]
        if net <= best[SHORT - 1]:
            cut = max(cut, net)
            continue
        cut = max(cut, best[SHORT - 1])
        at = SHORT - 1
        while at > 0 and best[at - 1] < net:
            best[at], short[at] = best[at - 1], short[at - 1]
            at -= 1
        best[at], short[at] = net, pair
    return cut


@jitted_inside
def _best_two(short, i, price):  # type: ignore[no-untyped-def]
    """Of a lender's short list: best net worth, the pair it belongs to, second best."""
    best, second, chosen = NEVER, NEVER, 0
    for k in range(SHORT):
        pair = short[i, k]
        if pair == 0:
            break
        net = TOP - (pair >> 32) - price[pair & LOW]
        if net > best:
            best, second, chosen = net, best, pair
        elif net > second:
            second = net
    return best, chosen, second


@jitted_inside
def _join(book, i):  # type: ignore[no-untyped-def]
    """Lender i waits for its turn."""
    if not book.waiting[i]:
        book.waiting[i] = 1
        at = book.state[AT] + book.state[COUNT]
        book.queue[at if at < len(book.queue) else at - len(book.queue)] = i
        book.state[COUNT] += 1


@jitted_inside
def _make_room(book, j, room, wanted, offer):  # type: ignore[no-untyped-def]
    """Send away heads of lower offers until need j has room for `wanted` or no lower ones are left: the room."""
    while room < wanted:
        line = book.lowest[j]
        if line == EMPTY or book.offer[line] >= offer:
            break
        gone = min(wanted - room, book.heads[line])
        loser = book.who[line]
        book.left[loser] += gone
        book.filled[j] -= gone
        _join(book, loser)
        room += gone
        book.heads[line] -= gone
        if book.heads[line] == 0:
            book.lowest[j] = book.after[line]
            book.after[line] = book.state[FREE]
            book.state[FREE] = line
    return room


@jitted_inside
def _write(book, j, i, heads, offer, worth):  # type: ignore[no-untyped-def]
    """Enter an offer where it belongs."""
    line = book.state[FREE]
    book.state[FREE] = book.after[line]
    book.who[line], book.heads[line], book.offer[line], book.worth[line] = i, heads, offer, worth
    below, above = EMPTY, book.lowest[j]
    while above != EMPTY and book.offer[above] < offer:
        below, above = above, book.after[above]
    book.after[line] = above
    if below == EMPTY:
        book.lowest[j] = line
    else:
        book.after[below] = line
    book.filled[j] += heads


@jitted
def bid(packed, start, demand, book, epsilon, budget):  # type: ignore[no-untyped-def]
    """Offers until nobody wants more: DONE, MORE_ROOM or PAUSED; in the latter two it can simply go on."""
    state = book.state
    while state[COUNT] > 0:
        i = book.queue[state[AT]]
        while book.left[i] > 0:
            if state[FREE] == EMPTY:
                return MORE_ROOM
            best, chosen, second = _best_two(book.short, i, book.price)
            if best < book.cut[i]:
                book.cut[i] = scan(packed[start[i] : start[i + 1]], book.price, book.short[i])
                state[SCANS] += 1
                best, chosen, second = _best_two(book.short, i, book.price)
            if best <= 0:
                book.left[i] = 0
                break
            j = chosen & LOW
            rise = best if second < 0 and book.cut[i] < 0 else best - max(second, book.cut[i], 0)
            offer = book.price[j] + min(best, rise + epsilon)
            wanted = book.left[i]
            room = _make_room(book, j, min(wanted, demand[j] - book.filled[j]), wanted, offer)
            book.left[i] -= room
            _write(book, j, i, room, offer, TOP - (chosen >> 32))
            state[OFFERS] += 1
            if book.filled[j] == demand[j]:
                book.price[j] = book.offer[book.lowest[j]]
        book.waiting[i] = 0
        state[AT] = state[AT] + 1 if state[AT] + 1 < len(book.queue) else 0
        state[COUNT] -= 1
        budget -= 1
        if budget <= 0 and state[COUNT] > 0:
            return PAUSED
    return DONE


@jitted
def profits(packed, start, price):  # type: ignore[no-untyped-def]
    """int64 (lenders,): the most net worth of a head at these prices, at least 0."""
    profit = np.zeros(len(start) - 1, np.int64)
    for i in range(len(profit)):
        best = 0
        for pair in packed[start[i] : start[i + 1]]:
            worth = TOP - (pair >> 32)
            if worth <= best:
                break
            best = max(best, worth - price[pair & LOW])
        profit[i] = best
    return profit


@jitted
def kept(book):  # type: ignore[no-untyped-def]
    """The offers in force, by need: parallel arrays lender, need, heads, worth."""
    count = 0
    for j in range(len(book.lowest)):
        line = book.lowest[j]
        while line != EMPTY:
            count += 1
            line = book.after[line]
    lender, need = np.empty(count, np.int64), np.empty(count, np.int64)
    heads, worth = np.empty(count, np.int64), np.empty(count, np.int64)
    count = 0
    for j in range(len(book.lowest)):
        line = book.lowest[j]
        while line != EMPTY:
            lender[count], need[count], heads[count], worth[count] = (
                book.who[line],
                j,
                book.heads[line],
                book.worth[line],
            )
            count += 1
            line = book.after[line]
    return lender, need, heads, worth
