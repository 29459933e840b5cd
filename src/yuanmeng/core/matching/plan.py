"""What a computation hands back: loans, a proven bound, prices, and what each rule removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

OPTIMAL, WITHIN, STOPPED = "optimal", "within", "stopped"
"""`status`: value equals the bound; the gap asked for is proven; time or the caller ended it before (still lawful)."""


@dataclass(frozen=True, slots=True)
class Loans:
    """Parallel arrays, ordered by lender then borrower. One row: one surplus lot lends to one shortage lot."""

    lender: Whole
    """int64 row number in the surplus."""
    borrower: Whole
    """int64 row number in the shortage."""
    heads: Whole
    """int32."""
    first: Whole
    """int32 day."""
    last: Whole
    """int32 day, inclusive."""
    each: Whole
    """int32 worth of one head over the whole loan, yuan."""

    def __len__(self) -> int:
        return len(self.heads)

    @property
    def value(self) -> int:
        """Yuan in all."""
        return int((self.each.astype("int64") * self.heads).sum())


@dataclass(frozen=True, slots=True)
class Plan:
    """A lawful plan and the certificate that none is worth more than `bound`.

    `lender_price[i]`, `borrower_price[j]` >= 0 (yuan a head) with lender_price[i] + borrower_price[j] >= worth of every
    lawful pair, so bound = sum heads_i * lender_price_i + sum heads_j * borrower_price_j holds for every plan, also
    for one with batches, counterparties, fairness, pins: those only take plans away.
    """

    loans: Loans
    value: int
    bound: int
    lender_price: Whole
    borrower_price: Whole
    status: str
    seed: int
    pairs: int
    removed: Mapping[str, int]
    """Rule key (rules.HARD) -> pairs it removed. With `pairs` they add up to surplus lots x shortage lots."""
    seconds: Mapping[str, float]
    """Stage -> wall seconds: "pairs", "sort", "auction", "certificate", "total"."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Counts of the run (bids, passes, bytes a pair …), and what wishes cost (added by the hard layer)."""

    @property
    def gap(self) -> float:
        """(bound - value) / bound; 0 where the bound is 0."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0
