"""What the search for duplicates reads and what its lists show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from yuanmeng.accounts.models import User
from yuanmeng.core.duplicates import Entry
from yuanmeng.ledger.models import Event
from yuanmeng.register.models import Distinct, FormerName, Likeness, Organisation


def entries() -> list[Entry]:
    """Every organisation that is not merged, as the comparison takes it; two queries."""
    former: dict[int, list[str]] = defaultdict(list)
    for key, name in FormerName.objects.values_list("organisation_id", "name"):
        former[key].append(name)
    columns = ("pk", "name", "uscc", "uscc_state", "kind", "parent_id", "address")
    rows = Organisation.objects.exclude(state="merged").order_by("pk").values_list(*columns)
    return [
        Entry(
            key=key,
            name=name,
            code=code or "",
            code_valid=bool(code) and state == "valid",
            branch=kind == "branch",
            parent=parent,
            address=address,
            former=tuple(former.get(key, ())),
        )
        for key, name, code, state, kind, parent, address in rows.iterator(chunk_size=5000)
    ]


def distinct_pairs() -> set[tuple[int, int]]:
    """The pairs that a person said are not the same."""
    return set(Distinct.objects.values_list("first_id", "second_id"))


def proposed(*, codes_differ: bool) -> QuerySet[Likeness]:
    """Proposed pairs, best first: neither merged since, nor marked distinct."""
    said = Distinct.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    pairs = Likeness.objects.filter(~Exists(said), codes_differ=codes_differ)
    return pairs.exclude(first__state="merged").exclude(second__state="merged").select_related("first", "second")


def found_at() -> datetime | None:
    """When the pairs were found; None before the first search."""
    return Event.objects.filter(verb="firm.find_duplicates").values_list("at", flat=True).first()


def changed_since(at: datetime) -> int:
    """How many organisations were made or changed after the search."""
    return Organisation.objects.filter(updated_at__gt=at).exclude(state="merged").count()


def names_of(people: Iterable[int | None]) -> dict[int | None, str]:
    """Key of a person → name, in one query."""
    found = User.objects.filter(pk__in={key for key in people if key})
    return {user.pk: str(user) for user in found}
