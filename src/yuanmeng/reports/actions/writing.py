"""A briefing from draft to frozen edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core import period
from yuanmeng.core.actor import Actor
from yuanmeng.core.prose import Citation, citations, read, typed_numbers
from yuanmeng.core.refusals import IllegalMove, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.ledger.figures import Figure, Rate
from yuanmeng.reports.actions import signed, written
from yuanmeng.reports.actions.publishing import frozen, frozen_rate
from yuanmeng.reports.briefings import Source, citable, refused, resolve
from yuanmeng.reports.models import Briefing, BriefingEdition, OutsideFact, PublishedRate
from yuanmeng.reports.policy import BRIEFINGS
from yuanmeng.reports.queries import digest

FIELDS = ("masthead", "serial", "unit", "title", "text", "sent_to")


@action("briefing.start")
def start(*, values: dict[str, Any], by: Actor, op: UUID) -> Briefing:
    """起草简报. `values` holds FIELDS. Raises Denied, Invalid for a citation that leads nowhere."""
    BRIEFINGS.demand(by, "write")
    refused(values["text"])
    made = Briefing.objects.create(**{name: values[name] for name in FIELDS}, **signed(by, "written_by", "changed_at"))
    record("briefing.start", made, by=by, op=op)
    return made


@action("briefing.edit")
def edit(pk: int, *, version: int, values: dict[str, Any], by: Actor, op: UUID) -> Briefing:
    """修改简报. Raises Hidden, Denied, IllegalMove, Stale, Invalid."""
    briefing = BRIEFINGS.fetch(by, "write", pk=pk)
    refused(values["text"])
    _move(briefing, version, **{name: values[name] for name in FIELDS})
    record("briefing.edit", briefing, by=by, op=op)
    return briefing


@action("briefing.discard")
def discard(pk: int, *, version: int, by: Actor, op: UUID) -> Briefing:
    """弃用草稿: only what was never published. Raises Hidden, Denied, IllegalMove, Stale."""
    briefing = BRIEFINGS.fetch(by, "discard", pk=pk)
    if briefing.state == "published":
        raise IllegalMove(_("已发布的简报不能弃用。"))
    _move(briefing, version, state="discarded")
    record("briefing.discard", briefing, by=by, op=op)
    return briefing


@action("briefing.publish")
def publish(pk: int, *, version: int, unproven: bool, by: Actor, op: UUID) -> BriefingEdition:
    """发布简报: every cited figure is frozen with it. `unproven` says that numbers typed by hand may stay.

    Raises Hidden, Denied, IllegalMove, Stale, Invalid.
    """
    briefing = BRIEFINGS.fetch(by, "publish", pk=pk)
    refused(briefing.text)
    paragraphs = read(briefing.text)
    by_hand = typed_numbers(paragraphs)
    if by_hand and not unproven:
        raise Invalid(
            _("正文里有 %(count)s 个手写的数字没有证明，请改为引用，或确认照此发布。") % {"count": len(by_hand)}
        )
    _move(briefing, version, state="published")
    cited, proofs = {}, []
    known = citable()
    for each in citations(paragraphs):
        found = _frozen(each, known, briefing, by=by, op=op)
        cited[str(each)] = f"rate:{found.pk}" if isinstance(found, PublishedRate) else found.pk
        proofs.append([str(each), _fact_digest(found) if isinstance(found, OutsideFact) else found.digest])
    latest = briefing.editions.first()
    frozen_fields = {name: getattr(briefing, name) for name in FIELDS}
    said = digest(*frozen_fields.values(), proofs)
    if latest and latest.digest == said:
        raise Invalid(_("与第 %(edition)s 版完全相同，没有可发布的变化。") % {"edition": latest.number})
    made = BriefingEdition.objects.create(
        briefing=briefing,
        number=(latest.number if latest else 0) + 1,
        **frozen_fields,
        cited=cited,
        by_hand=by_hand,
        digest=said,
        **signed(by),
    )
    record("briefing.publish", briefing, by=by, op=op, edition=made.number, digest=said, by_hand=len(by_hand))
    return made


def _frozen(cite: Citation, known: Mapping[str, Figure | Rate], briefing: Briefing, *, by: Actor, op: UUID) -> Source:
    found = resolve(cite, known)
    if isinstance(found, OutsideFact):
        return found
    reason = _("随简报《%(title)s》发布") % {"title": briefing.title}
    if isinstance(found, Rate):
        return frozen_rate(found, period.read(cite.period), known, reason=reason, by=by, op=op)
    return frozen(found, period.read(cite.period), reason=reason, by=by, op=op)[0]


def _fact_digest(fact: OutsideFact) -> str:
    return digest(fact.pk, fact.name, fact.value, fact.unit, fact.on.isoformat(), fact.source)


def _move(briefing: Briefing, version: int, **values: Any) -> None:
    """Write where nobody was faster. Raises IllegalMove for a discarded one, Stale."""
    if briefing.state == "discarded":
        raise IllegalMove(_("这份简报已弃用。"))
    if not written(briefing, version, **values, changed_at=timezone.now()):
        raise Stale(_("这份简报刚刚被他人修改，请查看最新内容后重试。"), record=briefing)
