"""Whether a plan holds the wishes that restrict it: batches, counterparties, pins; counted from loans alone."""

from __future__ import annotations

from collections import Counter, defaultdict

from yuanmeng.core.matching.plan import Loans
from yuanmeng.core.matching.schema import Lots
from yuanmeng.core.matching.wishes import Wishes


def unheld(surplus: Lots, shortage: Lots, loans: Loans, wishes: Wishes) -> dict[str, tuple[int, int]]:
    """Wish -> how often it is not held, and the first place (a loan, a shortage row, or a pin by its number)."""
    lent: Counter[tuple[int, int]] = Counter()
    partners: defaultdict[int, set[int]] = defaultdict(set)
    pinned = Counter({(pin.lender, pin.borrower): pin.heads for pin in wishes.pins})
    small: list[int] = []
    rows = zip(loans.lender.tolist(), loans.borrower.tolist(), loans.heads.tolist(), strict=True)
    for loan, (i, j, heads) in enumerate(rows):
        lent[i, j] += heads
        partners[j].add(i)
        sides = ((surplus, i), (shortage, j))
        if (
            heads < max(min(int(lots["batch"][row]), int(lots["heads"][row])) for lots, row in sides)
            and (i, j) not in pinned
        ):
            small.append(loan)
    found = {}
    if wishes.batches and small:
        found["batch"] = (len(small), small[0])
    over = [j for j, those in sorted(partners.items()) if _too_many(j, those, shortage, pinned)]
    if wishes.counterparties and over:
        found["lenders"] = (len(over), over[0])
    missed = [at for at, pin in enumerate(wishes.pins) if lent[pin.lender, pin.borrower] < pin.heads]
    if missed:
        found["pin"] = (len(missed), missed[0])
    return found


def _too_many(j: int, those: set[int], shortage: Lots, pinned: Counter[tuple[int, int]]) -> bool:
    limit = int(shortage["lenders"][j])
    own = sum((i, j) in pinned for i in those)
    return 0 < limit < len(those) and own < len(those)
