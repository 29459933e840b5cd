"""The three rates (TKT-09) with what they count and what they leave out.

A rate counts problems, each once: by its time limit that ended in the period, or by the firm's last word in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.issues.models import Answer, Clock, Issue
from yuanmeng.ledger.days import between

Counted = Callable[[dt.date, dt.date], QuerySet[Issue]]
LEAST = 5
"""Below so many problems a rate says more about single firms than about the work, and is not shown."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate: its definition in words, and the problems behind numerator, denominator and what is left out."""

    name: Any
    says: Any
    above: Any
    below: Any
    without: Any
    numerator: Counted
    denominator: Counted
    silent: Counted


def unconfirmed(first: dt.date, last: dt.date) -> QuerySet[Issue]:
    """Closed after two silent follow-ups; what an older ledger calls finished was never followed up here."""
    return Issue.objects.filter(between("closed_at", first, last), state="unconfirmed").exclude(via="import")


def due_to_accept(first: dt.date, last: dt.date) -> QuerySet[Issue]:
    """Problems whose time to be accepted ended in the period, up to today."""
    until = min(last, timezone.localdate())
    ended = Q(state__in=("met", "late")) | Q(state="running", due__lt=timezone.localdate())
    clocks = Clock.objects.filter(ended, what="start", due__range=(first, until))
    return Issue.objects.filter(pk__in=clocks.values("issue"))


def accepted_in_time(first: dt.date, last: dt.date) -> QuerySet[Issue]:
    """Of these, those accepted in time."""
    met = Clock.objects.filter(what="start", due__range=(first, min(last, timezone.localdate())), state="met")
    return Issue.objects.filter(pk__in=met.values("issue"))


def withdrawn_before(first: dt.date, last: dt.date) -> QuerySet[Issue]:
    """Withdrawn before anybody could accept them."""
    void = Clock.objects.filter(what="start", due__range=(first, last), state="void")
    return Issue.objects.filter(pk__in=void.values("issue"), state="withdrawn")


def _last_word(first: dt.date, last: dt.date, **word: Any) -> QuerySet[Issue]:
    """Problems whose last word of the firm in the period fits."""
    said = Answer.objects.filter(between("said_at", first, last)).exclude(word="")
    later = said.filter(issue=OuterRef("issue"), pk__gt=OuterRef("pk"))
    return Issue.objects.filter(pk__in=said.filter(~Exists(later), **word).values("issue"))


RATES: dict[str, Rate] = {
    "response": Rate(
        _("响应率"),
        _("在受理时限内受理的问题，占受理时限已到的问题。"),
        _("按时受理"),
        _("受理时限已到"),
        _("受理前企业已撤回"),
        accepted_in_time,
        due_to_accept,
        withdrawn_before,
    ),
    "solution": Rate(
        _("解决率"),
        _("企业最后一次答复为认可的问题，占企业作过答复的问题。"),
        _("企业认可"),
        _("企业作过答复"),
        _("企业没有答复，未经确认办结"),
        lambda first, last: _last_word(first, last, word="yes"),
        _last_word,
        unconfirmed,
    ),
    "satisfaction": Rate(
        _("满意率"),
        _("企业最后一次答复为满意或基本满意的问题，占企业作过答复的问题。"),
        _("满意或基本满意"),
        _("企业作过答复"),
        _("企业没有答复，未经确认办结"),
        lambda first, last: _last_word(first, last, satisfaction__in=("satisfied", "partly")),
        _last_word,
        unconfirmed,
    ),
}
