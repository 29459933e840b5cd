"""The firm asks for a correction; an officer accepts or declines it, with an answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.actions.facts import add_fact
from yuanmeng.register.actions.organisations import edit
from yuanmeng.register.models import Correction
from yuanmeng.register.models.facts import FACTS
from yuanmeng.register.policy import CORRECTIONS
from yuanmeng.register.queries.checking import not_future, open_firm, require_whole
from yuanmeng.register.queries.corrections import FACT, correctable, read, value_now
from yuanmeng.register.queries.people import person_id
from yuanmeng.register.states import CORRECTION

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor


@action("correction.ask")
def ask_correction(
    pk: int, *, field: str, proposed: str, as_of: date | None = None, reason: str = "", by: Actor, op: UUID
) -> Correction:
    """申请更正: `field` as in `correctable`, a fact needs its date. Raises Hidden, Denied, IllegalMove, Invalid."""
    firm = open_firm(pk, by, "correct")
    if field not in correctable():
        raise Invalid(_("没有名为“%(names)s”的栏目。") % {"names": field[:40]})
    read(field, proposed.strip())
    if field.startswith(FACT) and as_of is None:
        raise Invalid(_("请填写指标数据的截至日期。"), errors={"as_of": [_("请填写截至日期")]})
    not_future("as_of", as_of)
    asked = Correction(organisation=firm, field=field, proposed=proposed.strip(), as_of=as_of, reason=reason.strip())
    asked.before, asked.asked_by, asked.asked_at = value_now(firm, field), person_id(by), timezone.now()
    if asked.before == asked.proposed and not field.startswith(FACT):
        raise Invalid(_("填写的内容与现有内容相同，无需更正。"), errors={"proposed": [_("与现有内容相同")]})
    require_whole(asked)
    asked.save(force_insert=True)
    record("correction.ask", firm, asked, by=by, op=op, field=field)
    return asked


@action("correction.accept")
def accept_correction(
    pk: int, *, version: int, answer: str = "", confirmed: Any = False, by: Actor, op: UUID
) -> Correction:
    """采纳更正: the file changes through the same action an officer uses. Raises as `edit`, `add_fact` and Stale."""
    asked = CORRECTIONS.fetch(by, "decide", pk=pk)
    _decide(asked, "accept", version, answer, by)
    _apply(asked, confirmed, by, uuid5(op, "apply"))
    record("correction.accept", asked.organisation, asked, by=by, op=op, field=asked.field)
    return asked


def _apply(asked: Correction, confirmed: Any, by: Actor, op: UUID) -> None:
    value = read(asked.field, asked.proposed)
    firm = asked.organisation
    if not asked.field.startswith(FACT):
        edit(firm.pk, version=firm.version, changes={asked.field: value}, confirmed=confirmed, by=by, op=op)
        return
    kind = asked.field.removeprefix(FACT)
    currency = "CNY" if FACTS[kind][1] == "fen" else ""
    source = _("企业更正申请（编号%(number)s）") % {"number": asked.pk}
    as_of = asked.as_of or timezone.localdate(asked.asked_at)
    add_fact(firm.pk, kind=kind, as_of=as_of, value=value, source=source, currency=currency, by=by, op=op)


@action("correction.decline")
def decline_correction(pk: int, *, version: int, answer: str, by: Actor, op: UUID) -> Correction:
    """不予采纳, with the reason for the firm. Raises Hidden, Denied, IllegalMove, Invalid (no answer), Stale."""
    asked = CORRECTIONS.fetch(by, "decide", pk=pk)
    if not answer.strip():
        raise Invalid(_("请写明不采纳的理由，企业会看到。"), errors={"answer": [_("请写明理由")]})
    _decide(asked, "decline", version, answer, by)
    record("correction.decline", asked.organisation, asked, by=by, op=op, field=asked.field)
    return asked


@action("correction.withdraw")
def withdraw_correction(pk: int, *, version: int, by: Actor, op: UUID) -> Correction:
    """撤回申请. Raises Hidden, Denied, IllegalMove, Stale."""
    asked = CORRECTIONS.fetch(by, "withdraw", pk=pk)
    _decide(asked, "withdraw", version, "", by)
    record("correction.withdraw", asked.organisation, asked, by=by, op=op, field=asked.field)
    return asked


def _decide(asked: Correction, verb: str, version: int, answer: str, by: Actor) -> None:
    """Move the request if nobody else did first. Raises IllegalMove, Invalid, Stale."""
    was, asked.state = asked.state, CORRECTION.after(asked.state, verb)
    asked.answer, asked.decided_by, asked.decided_at = answer.strip(), by.user_id, timezone.now()
    require_whole(asked)
    moved = Correction.objects.filter(pk=asked.pk, state=was, version=version).update(
        state=asked.state,
        answer=asked.answer,
        decided_by=asked.decided_by,
        decided_at=asked.decided_at,
        version=F("version") + 1,
    )
    if not moved:
        raise Stale(_("这条记录已被他人修改，请刷新页面后重试。"))
    asked.version = version + 1
