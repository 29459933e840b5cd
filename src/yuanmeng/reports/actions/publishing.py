"""A figure is published, corrected by a new edition, or set beside an adjusted value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.period import Period
from yuanmeng.core.refusals import Denied, Hidden, Invalid
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.actions import action, record, take_turn
from yuanmeng.ledger.figures import Figure, Rate
from yuanmeng.ledger.models import Event
from yuanmeng.reports.actions import signed
from yuanmeng.reports.models import Adjustment, Counted, Publication, PublishedRate
from yuanmeng.reports.policy import PUBLICATIONS
from yuanmeng.reports.queries import Rows, counted_now, digest_of, digest_of_rate, editions, rows_of

MOST = 1_000_000
"""Records that one publication may freeze."""


@action("publication.publish")
def publish(key: str, period: Period, *, reason: str = "", by: Actor, op: UUID) -> Publication:
    """发布数字: freeze value, definition and records; the next edition needs a reason and a difference.

    Raises Denied, Hidden, Invalid.
    """
    PUBLICATIONS.demand(by, "publish")
    latest, made = frozen(known(key), period, reason=reason.strip(), by=by, op=op)
    if not made:
        raise Invalid(_("与第 %(edition)s 版的口径和记录完全相同，没有可发布的变化。") % {"edition": latest.edition})
    return latest


def known(key: str) -> Figure:
    """The figure of a key. Raises Hidden."""
    found = ledger.figures().get(key)
    if found is None:
        raise Hidden(_("没有这个数字，或者您无权查看。"))
    return found


def frozen(figure: Figure, period: Period, *, reason: str, by: Actor, op: UUID) -> tuple[Publication, bool]:
    """The edition that says what is true now, and whether it had to be made. For use inside an action.

    Raises Denied when the person may not know the value, Invalid.
    """
    take_turn()
    if ledger.read([(figure, period)], by)[0].value is None:
        raise Denied(_("“%(name)s”里有您无权查看的记录，不能由您发布。") % {"name": figure.name})
    rows = counted_now(figure, period)
    if len(rows) > MOST:
        raise Invalid(
            _("这个数字有 %(count)s 条记录，一次最多发布 %(most)s 条，请缩短期间。")
            % {"count": len(rows), "most": MOST}
        )
    latest = editions(figure.key, str(period)).first()
    if latest and latest.definition == figure.version and rows_of(latest) == rows:
        return latest, False
    if latest and not reason:
        raise Invalid(_("已有第 %(edition)s 版，请写明更正原因。") % {"edition": latest.edition})
    edition = (latest.edition if latest else 0) + 1
    made = _made(figure, period, rows, {"reason": reason if latest else "", "edition": edition} | signed(by))
    facts = {name: getattr(made, name) for name in ("figure", "period", "edition", "definition", "value", "records")}
    record("publication.publish", made, by=by, op=op, digest=made.digest, **facts)
    return made, True


def _made(figure: Figure, period: Period, rows: Rows, known: dict[str, Any]) -> Publication:
    with translation.override("zh-hans"):
        texts = {name: str(getattr(figure, name)) for name in ("name", "unit", "says", "basis")}
    made = Publication(
        figure=figure.key,
        period=str(period),
        definition=figure.version,
        kind=figure.policy.model._meta.label_lower,
        value=sum(amount for _key, amount in rows),
        records=len(rows),
        event=Event.objects.aggregate(newest=Max("pk"))["newest"] or 0,
        **texts,
        **known,
    )
    made.digest = digest_of(made, rows)
    made.save(force_insert=True)
    Counted.objects.bulk_create(
        (Counted(publication=made, key=key, amount=amount) for key, amount in rows), batch_size=2000
    )
    return made


def frozen_rate(
    rate: Rate, period: Period, known: Mapping[str, Any], *, reason: str, by: Actor, op: UUID
) -> PublishedRate:
    """The rate with both its figures frozen, as they are now. For use inside an action.

    Raises Denied when the person may not know one of the values, Invalid.
    """
    part, base = (frozen(known[key], period, reason=reason, by=by, op=op)[0] for key in (rate.part, rate.base))
    with translation.override("zh-hans"):
        texts = {"name": str(rate.name), "says": str(rate.says)}
    facts = {"rate": rate.key, "period": str(period), "definition": rate.version, "least": rate.least}
    made = PublishedRate(part=part, base=base, **facts, **texts, **signed(by))
    made.digest = digest_of_rate(made)
    same = PublishedRate.objects.filter(digest=made.digest).first()
    if same is not None:
        return same
    made.save(force_insert=True)
    record("publication.rate", made, by=by, op=op, digest=made.digest, **facts)
    return made


@action("publication.adjust")
def adjust(pk: int, *, value: int, reason: str, by: Actor, op: UUID) -> Adjustment:
    """登记调整数: a signed, reasoned value beside the published one, which stays. Raises Hidden, Denied, Invalid."""
    publication = PUBLICATIONS.fetch(by, "adjust", pk=pk)
    if value == publication.value:
        raise Invalid(_("与已发布的数值相同，不需要调整。"))
    if not reason.strip():
        raise Invalid(_("请写明原因（500 字以内）。"))
    made = Adjustment.objects.create(publication=publication, value=value, reason=reason.strip(), **signed(by))
    record("publication.adjust", publication, by=by, op=op, value=value, published=publication.value)
    return made
