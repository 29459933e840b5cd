"""What a row says against what the register holds: only what the file carries changes, a blank cell erases nothing."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import NamedTuple

from yuanmeng.core.text import name_key
from yuanmeng.register.importing.judging import FactValue, Wanted


class Known(NamedTuple):
    """An organisation of the register, as far as an import may change it. `founded` is ISO text."""

    pk: int
    state: str
    version: int
    uscc_state: str
    name: str
    kind: str
    founded: str | None
    division: str
    address: str
    scope: str
    industry: str


FIELDS = ("name", "kind", "founded", "division", "address", "scope", "industry")
"""The columns an import may change; the key, the state and the source stay."""
FactKey = tuple[int, str, str]
"""(organisation, indicator, as-of date as ISO text)."""


class Held(NamedTuple):
    """What the register already has on the organisations of a chunk, beside their own columns."""

    facts: Mapping[FactKey, tuple[int, str]]
    contacts: Container[tuple[int, str, str]]
    former_names: Container[tuple[int, str]]


class Change(NamedTuple):
    """What to write for a known organisation. `after` and `before` hold the changed columns alone."""

    known: Known
    before: dict[str, str | None]
    after: Mapping[str, str | None]
    facts: list[FactValue]
    former_names: list[str]
    contact: tuple[str, str, str] | None
    contact_as_of: str

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.after or self.facts or self.former_names or self.contact)


def compare(row: Wanted, known: Known, held: Held) -> Change:
    """The difference. The width of brackets and spaces in a name are no difference."""
    after = {
        field: said
        for field, said in _said(row, known).items()
        if said and said != getattr(known, field)
    }  # fmt: skip
    before = {field: getattr(known, field) for field in after}
    facts = [f for f in row.facts if held.facts.get((known.pk, f.kind, f.as_of)) != (f.value, f.currency)]
    former = {known.name} if "name" in after else set()
    former |= {row.former_name} if row.former_name and name_key(row.former_name) != name_key(row.name) else set()
    names = sorted(name for name in former if (known.pk, name) not in held.former_names)
    name, _role, phone = row.contact
    contact = row.contact if name and (known.pk, name, phone) not in held.contacts else None
    return Change(known, before, after, facts, names, contact, row.contact_as_of)


def _said(row: Wanted, known: Known) -> dict[str, str | None]:
    """What the file carries, column by column; `` and None are not said."""
    return {
        "name": row.name if row.name != known.name and name_key(row.name) != name_key(known.name) else "",
        "kind": row.kind if row.kind_said else "",
        "founded": row.founded,
        "division": row.division if row.division_said else "",
        "address": row.address,
        "scope": row.scope,
        "industry": row.industry,
    }
