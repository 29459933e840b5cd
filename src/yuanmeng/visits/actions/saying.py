"""What is said about a visit, checked before it is written: firms, visitors, people met, lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.register.policy import FIRMS
from yuanmeng.visits.models import Line, Stop, Visit, Visitor
from yuanmeng.visits.queries.capacity import capacities

OLDEST = dt.timedelta(days=366)
MOST_FIRMS, MOST_VISITORS, MOST_LINES, MOST_HEARD = 20, 12, 20, 2_000
FIRST_STATE = {"problem": "noted", "need": "noted", "policy": "kept", "project": "kept"}


@dataclass(frozen=True, slots=True)
class LineSaid:
    """One line: for a problem the triage is asked for (VIS-05). `firm` None is the first firm of the visit."""

    kind: str
    text: str
    triage: str = ""
    firm: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the form of at most six things holds; `others` are visitors beside the one who writes."""

    firms: tuple[int, ...]
    day: dt.date
    how: str = "door"
    purpose: str = "listen"
    at: dt.time | None = None
    others: tuple[int, ...] = ()
    met: tuple[int, ...] = ()
    met_other: str = ""
    heard: str = ""
    lines: tuple[LineSaid, ...] = ()
    next_step: str = ""
    next_day: dt.date | None = None


def trimmed(said: Said) -> Said:
    """Texts without space around them, keys once each."""
    lines = tuple(replace(line, text=line.text.strip()) for line in said.lines)
    return replace(
        said,
        firms=tuple(dict.fromkeys(said.firms)),
        others=tuple(dict.fromkeys(said.others)),
        met=tuple(dict.fromkeys(said.met)),
        met_other=said.met_other.strip(),
        heard=said.heard.strip(),
        next_step=said.next_step.strip(),
        lines=tuple(line for line in lines if line.text),
    )


def fill(visit: Visit, said: Said) -> None:
    """Set the visit's own fields and check them. Raises Invalid with a sentence for each field."""
    for name in ("how", "purpose", "day", "at", "met_other", "heard", "next_step", "next_day"):
        setattr(visit, name, getattr(said, name))
    errors: dict[str, list[str]] = {}
    try:
        visit.clean_fields(exclude=["recorded_at", "recorded_by", "next_done", "joined_to"])
    except ValidationError as error:
        errors.update(error.message_dict)
    if len(said.heard) > MOST_HEARD:
        errors["heard"] = [
            _("“听到的情况”最多 %(most)d 字，现在是 %(now)d 字。") % {"most": MOST_HEARD, "now": len(said.heard)}
        ]
    if said.next_day and not said.next_step:
        errors["next_step"] = [_("填写了下一步期限，请写明下一步做什么。")]
    refuse(errors)


def refuse(errors: dict[str, list[str]]) -> None:
    """Raises Invalid when there is an error."""
    if errors:
        raise Invalid(_("有 %(count)d 处需要修改。") % {"count": len(errors)}, errors=errors)


def within_the_last_year(day: dt.date) -> None:
    """What happened has a day that has come and is not forgotten. Raises Invalid."""
    today = timezone.localdate()
    if day > today:
        refuse({"day": [_("走访日期 %(day)s 还没有到，请改为今天或以前；以后的走访请用“约定走访”。") % {"day": day}]})
    if today - day > OLDEST:
        refuse({"day": [_("走访日期 %(day)s 已超过一年，不能再补记。") % {"day": day}]})


def firms_of(by: Actor, keys: Sequence[int]) -> list[Organisation]:
    """The firms that are visited, in the order given. Raises Invalid."""
    if not keys:
        refuse({"firms": [_("请选择企业。")]})
    if len(keys) > MOST_FIRMS:
        refuse({"firms": [_("一次最多登记 %(most)d 家企业。") % {"most": MOST_FIRMS}]})
    found = {firm.pk: firm for firm in FIRMS.among(by, "view").filter(pk__in=keys)}
    gone = [key for key in keys if key not in found or found[key].state == "merged"]
    if gone:
        refuse({"firms": [_("没有找到其中的企业（编号 %(key)s），它可能已经合并，请重新选择。") % {"key": gone[0]}]})
    return [found[key] for key in keys]


def visitors_of(by: Actor, others: Iterable[int], day: dt.date) -> dict[int, str]:
    """Visitor → capacity, the writer first. Raises Invalid for who may not visit."""
    keys = list(dict.fromkeys([*((by.user_id,) if by.user_id else ()), *others]))
    if len(keys) > MOST_VISITORS:
        refuse({"others": [_("一次最多登记 %(most)d 位走访人。") % {"most": MOST_VISITORS}]})
    found = capacities(keys, timezone.localdate()) | capacities(keys, day)
    if any(key not in found for key in keys):
        refuse({"others": [_("同行人里有人没有走访岗位，请重新选择。")]})
    return {key: found[key] for key in keys}


def contacts_of(firms: Iterable[int], keys: Sequence[int]) -> list[Contact]:
    """The people met; they are contacts of these firms. Raises Invalid."""
    found = list(Contact.objects.filter(pk__in=keys, organisation__in=list(firms)))
    if len(found) != len(keys):
        refuse({"met": [_("见到的人应是所选企业的联系人，请重新选择。")]})
    return found


def lines_of(visit: Visit, said: Said) -> list[Line]:
    """The lines as records, not yet written. Raises Invalid."""
    if len(said.lines) > MOST_LINES:
        refuse({"lines": [_("一次最多登记 %(most)d 条。") % {"most": MOST_LINES}]})
    return [_line(visit, each, said) for each in said.lines]


def _line(visit: Visit, each: LineSaid, said: Said) -> Line:
    firm = each.firm or said.firms[0]
    if firm not in said.firms:
        refuse({"lines": [_("“%(text)s”所属的企业不在这次走访中。") % {"text": each.text[:20]}]})
    if each.kind == "problem" and not each.triage:
        refuse({"lines": [_("请选择“%(text)s”的去向。") % {"text": each.text[:20]}]})
    state = "settled" if each.triage == "spot" else FIRST_STATE.get(each.kind, "kept")
    line = Line(visit=visit, organisation_id=firm, kind=each.kind, triage=each.triage, text=each.text, state=state)
    try:
        line.clean_fields(exclude=["visit", "organisation", "issue"])
    except ValidationError as error:
        refuse({"lines": [f"“{each.text[:20]}”：{text}" for text in error.messages]})
    return line


def attach(visit: Visit, firms: Sequence[Organisation], visitors: dict[int, str]) -> None:
    """Write the firms and visitors that are not there yet."""
    there = set(Stop.objects.filter(visit=visit).values_list("organisation_id", flat=True))
    Stop.objects.bulk_create([Stop(visit=visit, organisation=firm) for firm in firms if firm.pk not in there])
    known = set(Visitor.objects.filter(visit=visit).values_list("user_id", flat=True))
    Visitor.objects.bulk_create(
        [Visitor(visit=visit, user_id=user, capacity=as_) for user, as_ in visitors.items() if user not in known]
    )
