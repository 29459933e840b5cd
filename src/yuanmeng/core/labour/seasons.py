"""Twelve months of load per firm and job, and the pairs that fit ahead of the season (LAB-18)."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = "snp"
"""slack, normal, peak: a profile is twelve of them, January first."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One firm's year in one job; `spare` heads can be lent in slack months, `missing` heads are wanted in peaks."""

    key: int
    firm: int
    job: int
    months: str
    spare: int
    missing: int


@dataclass(frozen=True, slots=True)
class Pair:
    """`months` (1–12) in which the lender is slack and the borrower peaks; `heads` is what fits in each of them."""

    lender: Profile
    borrower: Profile
    months: tuple[int, ...]
    heads: int


def standing_pairs(profiles: list[Profile]) -> list[Pair]:
    """Every two firms of one job whose slack and peak meet, most head-months first."""
    by_job: dict[int, list[Profile]] = {}
    for profile in profiles:
        by_job.setdefault(profile.job, []).append(profile)
    found = [
        Pair(lender, borrower, months, min(lender.spare, borrower.missing))
        for group in by_job.values()
        for lender in group
        for borrower in group
        if lender.firm != borrower.firm and lender.spare and borrower.missing and (months := _meet(lender, borrower))
    ]
    return sorted(found, key=lambda pair: (-pair.heads * len(pair.months), pair.lender.key, pair.borrower.key))


def _meet(lender: Profile, borrower: Profile) -> tuple[int, ...]:
    return tuple(
        month for month in range(1, 13) if lender.months[month - 1] == "s" and borrower.months[month - 1] == "p"
    )


def ahead(pair: Pair, month: int) -> int:
    """Months from `month` to the first month in which the pair can lend, 0–11."""
    return min((first - month) % 12 for first in pair.months)
