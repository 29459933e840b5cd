"""Everything about one firm, in few queries: the page of a firm is opened more often than any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast

from django.db.models import Case, CharField, DateField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, TruncDate
from django.utils.translation import gettext as _

from yuanmeng.accounts.models import User
from yuanmeng.accounts.policy import ALL, NONE
from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Hidden
from yuanmeng.ledger.models import About, Event
from yuanmeng.register.models import Contact, Division, FormerName, Industry, Organisation, Origin, Qualification
from yuanmeng.register.policy import FIRMS

LABEL = Organisation._meta.label_lower


def file_of(actor: Actor, pk: int) -> tuple[Organisation, dict[str, bool]]:
    """The organisation, and verb → whether the actor may use it on it, in one query. Raises Hidden."""
    rules = {verb: rule.where(actor) for verb, rule in FIRMS.rules.items()}
    asked = {f"may_{verb}": _yes(where) for verb, where in rules.items() if where not in (ALL, NONE)}
    firm = FIRMS.among(actor).filter(pk=pk).annotate(**asked).first()
    if firm is None:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    return firm, {verb: bool(getattr(firm, f"may_{verb}", where == ALL)) for verb, where in rules.items()}


def _yes(where: Q) -> Case:
    return Case(When(where, then=Value(1)), default=Value(0))


class Coded(NamedTuple):
    """What a code stands for; a division that has ended has its last day and the code that took its place."""

    code: str
    name: str
    until: date | None
    successor: str


def meanings(firm: Organisation) -> tuple[dict[str, Coded], dict[str, str]]:
    """By code: the firm's division and the one inside its credit code with the city and province around it; and the
    name of its industry in the newest edition that has it. One query."""
    inside = (firm.uscc or "")[2:8]
    codes = {firm.division, inside, f"{inside[:4]}00", f"{inside[:2]}0000"}
    none, empty = Cast(Value(None), DateField()), Value("", CharField())
    places = Division.objects.filter(code__in=codes)
    trades = Industry.objects.filter(code=firm.industry) if firm.industry else Industry.objects.none()
    both = _shaped(places, "", ("code", "name", "until", "successor")).union(
        _shaped(trades, "edition", ("code", "name", none, empty)), all=True
    )
    found = sorted(both)
    divisions = {row[1]: Coded(*row[1:]) for row in found if not row[0]}
    return divisions, {row[1]: row[2] for row in found if row[0]}


def _shaped(rows: QuerySet[Any, Any], what: str, columns: tuple[Any, ...]) -> QuerySet[Any, Any]:
    """Every column is annotated, so that their order is kept in a union; `what` names a column or is empty."""
    named = {f"c{place}": F(column) if isinstance(column, str) else column for place, column in enumerate(columns)}
    shaped = rows.order_by().annotate(what=F(what) if what else Value("", CharField()), **named)
    return cast("QuerySet[Any, Any]", shaped.values_list("what", *named))


@dataclass(frozen=True, slots=True)
class Attached:
    """Something that hangs on a firm for a period: `what` says which of the texts mean what."""

    what: str
    pk: int
    name: str
    more: str
    number: str
    since: date | None
    until: date | None
    source: str
    version: int


def attached(firm: Organisation) -> list[Attached]:
    """Former names, origins, titles, contacts, branches, the parent, what it was merged into, and the days on which
    the firm confirmed its facts; newest first, in one query."""
    none, zero = Cast(Value(None), DateField()), Value(0, IntegerField())
    no_text = Value("", CharField())
    related = Q(parent_id=firm.pk) | Q(pk__in=[pk for pk in (firm.parent_id, firm.merged_into_id) if pk])
    first, *others = [
        _as("former", _of(FormerName, firm), ("name", no_text, no_text, none, "until", "source", zero)),
        _as("origin", _of(Origin, firm), ("kind", "basis", no_text, "since", "until", "source", zero)),
        _as("title", _of(Qualification, firm), ("kind", "level", "number", "issued", "expires", "source", "version")),
        _as("contact", _of(Contact, firm), ("name", "role", "phone", "since", "until", "source", "version")),
        _as(
            "confirmed",
            confirmations(firm.pk),
            (no_text, no_text, no_text, TruncDate("event__at"), none, no_text, zero),
        ),
        _as("unit", Organisation.objects.filter(related), ("name", "state", no_text, "founded", none, "source", zero)),
    ]
    rows = [Attached(*row) for row in first.union(*others, all=True)]
    return sorted(rows, key=lambda row: (row.since or date.min, row.pk), reverse=True)


def _of(model: Any, firm: Organisation) -> QuerySet[Any, Any]:
    return cast("QuerySet[Any, Any]", model.objects.filter(organisation_id=firm.pk))


def _as(what: str, rows: QuerySet[Any, Any], columns: tuple[Any, ...]) -> QuerySet[Any, Any]:
    """The rows of one kind in the shape of Attached; every column is annotated, so that their order is kept."""
    named = {f"c{place}": F(column) if isinstance(column, str) else column for place, column in enumerate(columns)}
    shaped = rows.order_by().annotate(what=Value(what, CharField()), own=F("pk"), **named)
    return cast("QuerySet[Any, Any]", shaped.values_list("what", "own", *named))


def events(firm: int, before: int | None = None, size: int = 30) -> list[Event]:
    """Events about the firm, newest first, older than event `before`, each with `actor_name`; one more than `size`."""
    name = User.objects.filter(pk=OuterRef("actor_id")).values("name")[:1]
    about = Event.objects.filter(abouts__kind=LABEL, abouts__key=firm).annotate(actor_name=Subquery(name))
    if before is not None:
        about = about.filter(pk__lt=before)
    return list(about[: size + 1])


def confirmations(firm: int) -> QuerySet[About]:
    """The events in which the firm said that its facts are still right."""
    return About.objects.filter(kind=LABEL, key=firm, event__verb="firm.confirm")
