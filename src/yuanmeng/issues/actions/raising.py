"""Handing a problem in, from wherever it comes, and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Denied, Hidden, Invalid
from yuanmeng.issues.actions.clocks import begin_all
from yuanmeng.issues.actions.moving import about
from yuanmeng.issues.actions.searching import index
from yuanmeng.issues.models import Issue, Profile
from yuanmeng.issues.policy import ISSUES, own
from yuanmeng.ledger.actions import action, record, take_turn
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS

FIELDS = ("kind", "title", "text", "category", "contact", "subject", "confidential", "triage")


@action("issue.raise")
def raise_issue(
    firm: int,
    *,
    values: Mapping[str, Any],
    via: str = "",
    source: tuple[str, int] | None = None,
    received: dt.datetime | None = None,
    by: Actor,
    op: UUID,
) -> Issue:
    """提出问题: for one's own firm, or for a firm that told it to a person of the zone.

    `values`: title, and where known kind, text, category, contact, subject, confidential, triage. `via` is one of
    models.VIAS, "" for the firm itself or an officer; `source` is the record it comes from, such as
    ("visits.line", 7) or ("activities.topic", 3); `received` when the clocks began, if that was not now.
    Raises Denied, Hidden, Invalid.
    """
    ISSUES.demand(by, "submit")
    mine = own(by)
    if mine and firm not in mine:
        raise Denied(_("只能为本企业提出问题。"))
    issue = Issue(
        firm=_firm(firm, by),
        via=via or ("firm" if mine else "officer"),
        source_kind=source[0] if source else "",
        source_key=source[1] if source else None,
        raised_by=by.user_id,
        raised_at=received or timezone.now(),
    )
    for name in FIELDS:
        if values.get(name) is not None:
            setattr(issue, name, values[name])
    issue.profile = profile_for(issue.kind)
    _check(issue)
    number(issue)
    issue.save(force_insert=True)
    index([issue])
    begin_all(issue)
    facts = {"number": issue.number, "kind": issue.kind, "via": issue.via, "confidential": issue.confidential}
    record("issue.raise", *about(issue, issue.category), by=by, op=op, **facts)
    return issue


def number(issue: Issue) -> None:
    """The next number of its day. Under the chain's lock nobody else counts, and what is undone leaves no gap."""
    take_turn()
    issue.day = timezone.localdate(issue.raised_at)
    last = Issue.objects.filter(day=issue.day).aggregate(last=Max("ordinal"))["last"] or 0
    issue.ordinal = last + 1
    issue.number = f"WT{issue.day:%Y%m%d}-{issue.ordinal:04d}"


def profile_for(kind: str) -> Profile:
    """The deadlines that are the default for this kind of problem. Raises Invalid."""
    for profile in Profile.objects.exclude(default_for="").order_by("position"):
        if kind in profile.default_for.split():
            return profile
    raise Invalid(_("没有适用于这类问题的时限标准，请园区领导在“时限标准”中设定。"))


def _firm(pk: int, by: Actor) -> Organisation:
    firm = FIRMS.among(by, "view").filter(pk=pk).first()
    if firm is None:
        raise Hidden(_("没有找到这家企业，或者您无权查看。"))
    if firm.state != "active":
        raise Invalid(_("“%(name)s”已不在册，不能为它提出问题。") % {"name": firm.name})
    return firm


def _check(issue: Issue) -> None:
    """Raises Invalid with a sentence for each field that does not fit."""
    errors: dict[str, list[str]] = {}
    try:
        issue.clean_fields(exclude=("day", "ordinal", "number", "profile"))
    except ValidationError as error:
        errors.update(error.message_dict)
    if issue.raised_at > timezone.now():
        errors["received"] = [_("收到问题的时间不能晚于现在。")]
    if issue.confidential and issue.subject is None:
        errors["subject"] = [_("要求保密的投诉，请写明向哪个单位保密。")]
    if issue.contact and issue.contact.organisation_id != issue.firm_id:
        errors["contact"] = [_("联系人应是这家企业的联系人。")]
    if issue.category and (issue.category.retired or issue.category.children.exists()):
        errors["category"] = [_("请选择最末一级、没有停用的分类。")]
    if errors:
        raise Invalid(_("有 %(count)d 处需要修改。") % {"count": len(errors)}, errors=errors)
