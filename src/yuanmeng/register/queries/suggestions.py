"""Firms without an industry or an alliance, with what the machine suggests for them.

Suggestions are computed when they are shown and stored nowhere, so they are never older than the firm's scope. A page
walks through the firms by key until it has enough rows that fit the filter, at most `REACH` of them at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from yuanmeng.core.actor import Actor
from yuanmeng.core.classify.industries import DIVISIONS, EDITION
from yuanmeng.core.classify.suggesting import Suggestion, suggest
from yuanmeng.register.models import Industry, Organisation
from yuanmeng.register.policy import FIRMS

KINDS = ("firm", "branch")
REACH = 5000
CHUNK = 500
FIELDS = ("pk", "version", "name", "uscc", "scope", "industry")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One firm and its suggestion."""

    pk: int
    version: int
    name: str
    uscc: str
    scope: str
    industry: str
    said: Suggestion


@dataclass(frozen=True, slots=True)
class Walk:
    """Proposals found, and the key to go on from (None at the end)."""

    rows: list[Proposal]
    more: int | None


def unclassified(actor: Actor) -> QuerySet[Organisation]:
    """Active firms and branches without an industry that the actor may classify."""
    return FIRMS.among(actor, "classify").filter(state="active", kind__in=KINDS, industry="")


def walk(
    firms: QuerySet[Organisation], fits: Callable[[Proposal], Any], *, after: int = 0, size: int, reach: int = REACH
) -> Walk:
    """The next `size` proposals after a key that fit, in the order of keys, having read at most `reach` firms."""
    found: list[Proposal] = []
    last, read = after, 0
    for proposal in _read(firms, after):
        if len(found) == size or read == reach:
            return Walk(found, last)
        read, last = read + 1, proposal.pk
        if fits(proposal):
            found.append(proposal)
    return Walk(found, None)


def counted(firms: QuerySet[Organisation], fits: Callable[[Proposal], Any], *, reach: int = REACH) -> tuple[int, str]:
    """How many of the first `reach` firms fit, and "more" when there are firms beyond them, else ""."""
    found = 0
    for read, proposal in enumerate(_read(firms, 0)):
        if read == reach:
            return found, "more"
        found += bool(fits(proposal))
    return found, ""


def _read(firms: QuerySet[Organisation], after: int) -> Iterator[Proposal]:
    while rows := list(firms.filter(pk__gt=after).order_by("pk").values_list(*FIELDS)[:CHUNK]):
        for pk, version, name, uscc, scope, industry in rows:
            yield Proposal(pk, version, name, uscc or "", scope, industry, said_of(name, scope))
        after = rows[-1][0]


@lru_cache(maxsize=20_000)
def said_of(name: str, scope: str) -> Suggestion:
    """The suggestion for these two texts, kept while the process lives: the same texts are judged the same."""
    return suggest(name, scope)


def code_of(industry: str, said: Suggestion) -> str:
    """The confirmed industry; the suggested one where nothing is confirmed or it is a finer part of what is."""
    return said.code if said.code.startswith(industry) else industry


def proposed_code(said: Suggestion, known: Collection[str]) -> str:
    """The suggested code as it can be confirmed: the group if the table has it, else the division."""
    return said.code if said.code in known else said.division


def known_codes(codes: set[str]) -> dict[str, str]:
    """Code → name of those codes that are in the industry table below the sections."""
    rows = Industry.objects.filter(edition=EDITION, code__in=codes, level__gte=2)
    return dict(rows.values_list("code", "name"))


def industry_name(code: str) -> str:
    """A code with the name of its division, for people; "" for none."""
    return f"{code} {DIVISIONS.get(code[:2], '')}".strip()
