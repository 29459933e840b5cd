"""Numbers of visits that get published, each the records behind it; days are the days of the visits, inclusive.

"Visits by officers" and "visits by branches" are two figures: a joint visit belongs to both.
"""

from __future__ import annotations

from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import ROLES, Post
from yuanmeng.alliances.figures import alliance
from yuanmeng.core.actor import Role, Where
from yuanmeng.core.period import Period
from yuanmeng.ledger.datasets import Basis, Field, choice, dataset
from yuanmeng.ledger.figures import Breakdown, Grouping, figure
from yuanmeng.register.figures import firms, industry, origin
from yuanmeng.register.models import Organisation
from yuanmeng.visits.models import (
    CAPACITIES,
    HOWS,
    KINDS,
    LINE_STATES,
    PURPOSES,
    TRIAGES,
    VISIT_STATES,
    Line,
    Stop,
    Visit,
    Visitor,
)
from yuanmeng.visits.policy import LINES, STOPS, VISITS


def _seats(role: Role, period: Period) -> Grouping:
    """Visitors in a role by the place of the post they held on the day of the visit."""
    day, held = OuterRef("visit__day"), Q(role=role.value, where=Where.ORGANISATION.value)
    posts = Post.objects.filter(held, Q(until__isnull=True) | Q(until__gte=day), user=OuterRef("user"), since__lte=day)
    visitors = Visitor.objects.filter(capacity=role.value)
    during = Post.objects.filter(held, Q(until__isnull=True) | Q(until__gte=period.first), since__lte=period.last)
    units = Organisation.objects.filter(pk__in=during.values("key")).order_by("name", "pk").values_list("pk", "name")
    groups = [(str(pk), name, visitors.filter(Exists(posts.filter(key=pk))).values("pk")) for pk, name in units]
    return groups, visitors.filter(Exists(posts)).values("pk")


def _by(path: str) -> tuple[Breakdown, ...]:
    officers, branches = (partial(_seats, role) for role in (Role.SERVICE_OFFICER, Role.BRANCH_MEMBER))
    return (
        Breakdown("unit", _("按服务生单位"), _("没有服务生，或其岗位未注明单位"), path, officers),
        Breakdown("branch", _("按支部"), _("没有支部成员，或其岗位未注明支部"), path, branches),
    )


_of_visits = partial(
    figure,
    unit=_("次"),
    version=1,
    basis=_("走访日期"),
    policy=VISITS,
    firm="stops__organisation",
    by=_by("visitors"),
)
_of_lines = partial(
    figure,
    unit=_("条"),
    version=1,
    basis=_("走访日期"),
    policy=LINES,
    firm="organisation",
    by=_by("visit__visitors"),
)


@_of_visits(
    "visits.held", name=_("走访"), says=_("已完成的上门走访、电话联系和线上联系；约定、婉拒、取消和作废的不计。")
)
def held(period: Period) -> QuerySet[Visit]:
    """Visits, calls and online contacts that took place."""
    return Visit.objects.filter(state="done", day__range=(period.first, period.last))


def _as(role: Role, period: Period) -> QuerySet[Visit]:
    return held(period).filter(pk__in=Visitor.objects.filter(capacity=role.value).values("visit"))


@_of_visits(
    "visits.by_officers",
    name=_("服务生走访"),
    says=_("至少一位经济发展服务生参加的走访；与支部走访是两个数，联合走访两边各计一次。"),
)
def by_officers(period: Period) -> QuerySet[Visit]:
    """Visits with a service officer."""
    return _as(Role.SERVICE_OFFICER, period)


@_of_visits(
    "visits.by_branches",
    name=_("支部走访"),
    says=_("至少一位支部成员参加的走访；与服务生走访是两个数，联合走访两边各计一次。"),
)
def by_branches(period: Period) -> QuerySet[Visit]:
    """Visits with a branch member."""
    return _as(Role.BRANCH_MEMBER, period)


@_of_visits("visits.by_instructors", name=_("指导员走访"), says=_("至少一位党建指导员参加的走访。"))
def by_instructors(period: Period) -> QuerySet[Visit]:
    """Visits with a party-building instructor."""
    return _as(Role.PARTY_INSTRUCTOR, period)


@figure(
    "visits.contacts",
    name=_("企业接待次数"),
    unit=_("次"),
    version=1,
    basis=_("走访日期"),
    policy=STOPS,
    firm="organisation",
    by=_by("visit__visitors"),
    says=_("每次走访的每家企业计一次，不论谁去、用什么方式；这是企业的负担，不是成绩。"),
)
def contacts(period: Period) -> QuerySet[Stop]:
    """One for each firm of each visit."""
    return Stop.objects.filter(visit__state="done", visit__day__range=(period.first, period.last))


@_of_lines("visits.problems", name=_("走访中听到的问题"), says=_("走访登记的问题条目，含现场解决的。"))
def problems(period: Period) -> QuerySet[Line]:
    """Problems heard on visits."""
    days = (period.first, period.last)
    return Line.objects.filter(kind="problem", visit__state="done", visit__day__range=days)


@_of_lines("visits.settled", name=_("现场解决的问题"), says=_("走访中当场解决的问题条目。"))
def settled(period: Period) -> QuerySet[Line]:
    """Problems solved on the spot."""
    return problems(period).filter(state="settled")


dataset(
    "visits.visit",
    name=_("走访"),
    policy=VISITS,
    unit=_("次"),
    firm="stops__organisation",
    by=_by("visitors"),
    dates={"day": Basis(_("走访日期"), "day")},
    fields=(
        choice("state", _("状态"), "state", VISIT_STATES),
        choice("how", _("方式"), "how", HOWS),
        choice("purpose", _("目的"), "purpose", PURPOSES),
        choice(
            "capacity", _("身份"), "visitors__capacity", [(role.value, ROLES[role]) for role in CAPACITIES], many=True
        ),
        Field("next_day", _("下一步期限"), "date", "next_day"),
        alliance("stops__organisation", many=True),
        industry("stops__organisation", many=True),
        origin("stops__organisation", many=True),
    ),
    distinct={"firm": firms("stops__organisation")},
)
dataset(
    "visits.line",
    name=_("走访记录条目"),
    policy=LINES,
    unit=_("条"),
    firm="organisation",
    by=_by("visit__visitors"),
    dates={"day": Basis(_("走访日期"), "visit__day")},
    fields=(
        choice("kind", _("类别"), "kind", KINDS),
        choice("triage", _("去向"), "triage", TRIAGES),
        choice("state", _("状态"), "state", LINE_STATES),
        choice("visit", _("走访的状态"), "visit__state", VISIT_STATES),
        alliance("organisation"),
        industry("organisation"),
        origin("organisation"),
    ),
    distinct={"firm": firms("organisation")},
)
