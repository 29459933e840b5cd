"""What waits on whose desk. A worklist is one queryset: its count is the number on the home page, its rows the list
that the number opens, so the two cannot disagree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import Feedback, User
from yuanmeng.accounts.policy import FEEDBACK, PEOPLE
from yuanmeng.accounts.queries import in_force
from yuanmeng.alliances.policy import MEMBERSHIPS
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.desk import worklists_alliances as life
from yuanmeng.desk import worklists_issues as problems
from yuanmeng.desk import worklists_labour as labour
from yuanmeng.desk import worklists_visits as visits
from yuanmeng.desk.policy import EVENTS
from yuanmeng.jobs.models import Job
from yuanmeng.ledger.days import midnight
from yuanmeng.ledger.figures import totals
from yuanmeng.register.models import BulkEdit, Correction, Distinct, HeldRow, Likeness, Organisation, Qualification
from yuanmeng.register.policy import FIRMS, ZONE_STAFF
from yuanmeng.visits.models import CAPACITIES

Records = QuerySet[Any]
STAFF = frozenset(ZONE_STAFF)
OFFICER = frozenset({Role.SERVICE_OFFICER})
LEADERS = frozenset({Role.SERVICE_OFFICER, Role.ZONE_LEADER})
FIRM = frozenset({Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF})
SECRETARY = frozenset({Role.ALLIANCE_SECRETARY})
AUDITOR = frozenset({Role.AUDITOR})
LIFE = frozenset({Role.ZONE_LEADER, Role.SERVICE_OFFICER, Role.ALLIANCE_SECRETARY})
PAIRED = frozenset(
    {Role.SERVICE_OFFICER, Role.PARTY_INSTRUCTOR, Role.BRANCH_MEMBER, Role.ALLIANCE_SECRETARY, Role.FIRM_ADMINISTRATOR}
)
SYSTEM = frozenset({Role.SYSTEM_ADMINISTRATOR})
VISITING = frozenset(CAPACITIES)


@dataclass(frozen=True, slots=True)
class Worklist:
    """`sort` is the field the rows are ordered and paged by, then the key; "-pk" means newest first."""

    slug: str
    name: Any
    icon: str
    roles: frozenset[Role]
    records: Callable[[Actor, dt.date], Records]
    sort: str = "-pk"
    tone: str = ""

    def for_actor(self, actor: Actor) -> bool:
        """Whether it stands on this person's home page."""
        return actor.holds(*self.roles)


def firms(actor: Actor) -> QuerySet[Organisation]:
    """The organisations in the register that the actor may see."""
    return FIRMS.among(actor, "view").filter(state="active")


def registered(actor: Actor, today: dt.date) -> Records:
    """Every organisation in the register."""
    return firms(actor)


def stale(actor: Actor, today: dt.date) -> Records:
    """Firms whose newest fact is older than a year, or that have none (ENT-05 needs them)."""
    old = Q(index__facts_as_of__lt=today - dt.timedelta(days=365)) | Q(index__facts_as_of=None)
    return firms(actor).filter(old, kind="firm")


def expiring(first: int, last: int) -> Callable[[Actor, dt.date], Records]:
    """Titles that run out in `first` to `last` days (ENT-08)."""

    def records(actor: Actor, today: dt.date) -> Records:
        days = (today + dt.timedelta(days=first), today + dt.timedelta(days=last))
        return Qualification.objects.filter(expires__range=days, organisation__in=firms(actor))

    return records


def corrections(actor: Actor, today: dt.date) -> Records:
    """Corrections that firms asked for and nobody decided."""
    return Correction.objects.filter(state="requested", organisation__in=firms(actor))


def likenesses(actor: Actor, today: dt.date) -> Records:
    """Pairs that may be one firm and that nobody judged."""
    judged = Distinct.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    mine = firms(actor)
    return Likeness.objects.filter(~Exists(judged), codes_differ=False, first__in=mine, second__in=mine)


def held_rows(actor: Actor, today: dt.date) -> Records:
    """Rows of imports that a person must decide."""
    return HeldRow.objects.filter(state="held") if FIRMS.allows(actor, "load") else HeldRow.objects.none()


def memberships(state: str) -> Callable[[Actor, dt.date], Records]:
    """Memberships in a state: of the secretary's own alliances, of the firm's own; elsewhere all."""

    def records(actor: Actor, today: dt.date) -> Records:
        found = MEMBERSHIPS.among(actor, "view").filter(state=state)
        if actor.holds(*FIRM):
            return found.filter(organisation__in=actor.places(Where.ORGANISATION, *FIRM))
        if actor.holds(*SECRETARY):
            return found.filter(alliance__in=actor.places(Where.ALLIANCE, Role.ALLIANCE_SECRETARY))
        return found

    return records


def proposed(actor: Actor, today: dt.date) -> Records:
    """Bulk edits that wait for a second person."""
    found = BulkEdit.objects.filter(state="proposed")
    return found if FIRMS.allows(actor, "approve") else found.none()


def posts_ending(actor: Actor, today: dt.date) -> Records:
    """Posts in force that end within 30 days."""
    soon = in_force(today).filter(until__lte=today + dt.timedelta(days=30))
    return soon if PEOPLE.allows(actor, "view") else soon.none()


def failed_jobs(actor: Actor, today: dt.date) -> Records:
    """Background work that failed in the last 30 days."""
    since = timezone.now() - dt.timedelta(days=30)
    found = Job.objects.filter(state="failed", finished_at__gte=since)
    return found if actor.holds(*SYSTEM, *AUDITOR) else found.none()


def refused_sign_ins(actor: Actor, today: dt.date) -> Records:
    """Sign-ins that failed in the last 7 days."""
    since = timezone.now() - dt.timedelta(days=7)
    return EVENTS.among(actor).filter(verb="session.refuse", at__gte=since)


def events_of_today(actor: Actor, today: dt.date) -> Records:
    """Everything recorded since midnight."""
    return EVENTS.among(actor).filter(at__gte=midnight(today))


def no_code(actor: Actor, today: dt.date) -> Records:
    """Units in the register without a credit code (ENT-01)."""
    return firms(actor).filter(uscc_state="missing")


def no_industry(actor: Actor, today: dt.date) -> Records:
    """Firms nobody assigned to an industry (ENT-04)."""
    return firms(actor).filter(kind="firm", industry="")


def taiwan(actor: Actor, today: dt.date) -> Records:
    """Firms funded from Taiwan, wholly or partly (ENT-09)."""
    held = Q(origins__until=None) | Q(origins__until__gte=today)
    return firms(actor).filter(held, origins__kind="taiwan").distinct()


def feedback(actor: Actor, today: dt.date) -> QuerySet[Feedback]:
    """Complaints and suggestions without an answer (APP-03)."""
    return FEEDBACK.among(actor).filter(state="received")


def people(actor: Actor, today: dt.date) -> QuerySet[User]:
    """People who may sign in."""
    return PEOPLE.among(actor).filter(is_active=True)


def no_post(actor: Actor, today: dt.date) -> QuerySet[User]:
    """People who may sign in but hold no post today."""
    held = in_force(today).filter(user=OuterRef("pk"))
    return people(actor, today).filter(~Exists(held))


MINE = FIRM | STAFF | AUDITOR
HANDLER = frozenset({Role.DEPARTMENT_HANDLER})
LEADER = frozenset({Role.ZONE_LEADER})
AT_WORK = OFFICER | HANDLER
WORKLISTS = (
    Worklist("late", _("已逾期的问题"), "alert-triangle", AT_WORK, problems.late, "due", "bad"),
    Worklist("near", _("下一工作日前到期的问题"), "clock", AT_WORK, problems.near, "due", "warn"),
    Worklist("to-confirm", _("待您确认的答复"), "circle-check", FIRM, problems.to_confirm, tone="warn"),
    Worklist("raised", _("待受理的问题"), "inbox", OFFICER, problems.in_state("coordinate", "raised"), tone="warn"),
    Worklist("accepted", _("待派发的问题"), "send", OFFICER, problems.in_state("coordinate", "accepted"), tone="warn"),
    Worklist(
        "objected",
        _("退回待裁定的问题"),
        "adjustments",
        OFFICER,
        problems.in_state("coordinate", "objected"),
        tone="warn",
    ),
    Worklist("answered", _("待回访的问题"), "phone", OFFICER, problems.in_state("follow_up", "answered"), tone="warn"),
    Worklist(
        "dispatched", _("待领办的问题"), "user-plus", HANDLER, problems.in_state("take_on", "dispatched"), tone="warn"
    ),
    Worklist("parts", _("待提交的协办意见"), "message-2", HANDLER, problems.parts, "due", "warn"),
    Worklist("tables", _("待议定的会商"), "users-group", AT_WORK | LEADER, problems.tables, tone="warn"),
    Worklist("extensions", _("待批复的延期"), "clock", LEADER, problems.extensions, "due", "warn"),
    Worklist("escalated", _("升级到领导的问题"), "alert-triangle", LEADER, problems.escalated, tone="bad"),
    Worklist("in-hand", _("办理中的问题"), "clipboard-list", HANDLER, problems.in_hand, "due"),
    Worklist("own-issues", _("本企业未办结的问题"), "help", FIRM, problems.of_firm),
    Worklist(
        "to-review", _("一个月内到复查日期的挂账"), "calendar", LEADERS | AUDITOR, problems.to_review, "review_on"
    ),
    Worklist("corrections", _("待处理的更正申请"), "edit", FIRM | LEADERS | AUDITOR, corrections, tone="warn"),
    Worklist("held-rows", _("导入待核对的行"), "file-import", OFFICER, held_rows, tone="warn"),
    Worklist("likenesses", _("疑似重复的档案"), "arrow-merge", OFFICER, likenesses, tone="warn"),
    Worklist("bulk-edits", _("待批准的批量修改"), "list-check", frozenset({Role.ZONE_LEADER}), proposed, tone="warn"),
    Worklist("claims", _("待答复的认领"), "arrows-exchange", FIRM, life.claims, tone="warn"),
    Worklist("delivered", _("待确认效果的合作项目"), "check", FIRM, life.delivered, tone="warn"),
    Worklist("replies", _("待回复的活动邀请"), "calendar", FIRM, life.invitations, tone="warn"),
    Worklist("pairings", _("待答复的结对"), "users", PAIRED, life.pairings, tone="warn"),
    Worklist("labour-asked", _("待答复的共享用工"), "users-group", FIRM, labour.asked, tone="warn"),
    Worklist(
        "labour-overdue", _("到期未返回的共享用工"), "alert-triangle", FIRM | LEADERS, labour.overdue, "until", "bad"
    ),
    Worklist(
        "labour-ending-1", _("1 天内到期的共享用工"), "clock", FIRM | LEADERS, labour.ending(0, 1), "until", "bad"
    ),
    Worklist(
        "labour-ending-7", _("2–7 天到期的共享用工"), "clock", FIRM | LEADERS, labour.ending(2, 7), "until", "warn"
    ),
    Worklist("labour-ending-14", _("8–14 天到期的共享用工"), "calendar", FIRM | LEADERS, labour.ending(8, 14), "until"),
    Worklist("labour-incidents", _("待接收的情况报告"), "alert-circle", FIRM | LEADERS, labour.incidents, tone="bad"),
    Worklist("labour-preparing", _("准备中的共享用工"), "list-check", FIRM | LEADERS, labour.preparing),
    Worklist("labour-held", _("待核对的用工信息"), "inbox", OFFICER, labour.held, tone="warn"),
    Worklist("labour-needs", _("有效的缺工信息"), "bulb", LEADERS, labour.needs, "until"),
    Worklist("late-tasks", _("逾期或有卡点的合作项目"), "alert-triangle", FIRM | LIFE, life.late_tasks, tone="bad"),
    Worklist("listings-ending", _("7 天内到期的资源与需求"), "clock", FIRM, life.expiring, "until", "warn"),
    Worklist("follow-ups", _("会议所定、尚未办结的事项"), "checks", FIRM | LIFE, life.follow_ups, "due"),
    Worklist("needs", _("没有人认领的需求"), "bulb", FIRM | LIFE, life.needs),
    Worklist("coming", _("一个月内的活动"), "calendar", FIRM | LIFE, life.coming, "starts"),
    Worklist("applications", _("待答复的入盟申请"), "user-plus", FIRM | SECRETARY | LEADERS, memberships("applied")),
    Worklist("visit-lines", _("走访中尚未转办的问题与需求"), "clipboard-list", VISITING, visits.lines, tone="warn"),
    Worklist("promises", _("7 天内要兑现的承诺"), "checks", VISITING, visits.promises, "next_day", "warn"),
    Worklist("planned-visits", _("7 天内的走访约定"), "map-pin", VISITING, visits.planned, "day"),
    Worklist("expected", _("将要来访"), "users", FIRM, visits.expected),
    Worklist("invitations", _("待确认的入盟邀请"), "mail", FIRM | SECRETARY | LEADERS, memberships("invited")),
    Worklist("expiring-30", _("30 天内到期的资质"), "alert-triangle", MINE, expiring(0, 30), "expires", "bad"),
    Worklist("expiring-90", _("31–90 天到期的资质"), "clock", MINE, expiring(31, 90), "expires", "warn"),
    Worklist("expiring-180", _("91–180 天到期的资质"), "calendar", MINE, expiring(91, 180), "expires"),
    Worklist("stale", _("数据超过一年的企业"), "history", STAFF | AUDITOR, stale),
    Worklist("no-code", _("没有信用代码的单位"), "id", OFFICER, no_code),
    Worklist("no-industry", _("没有行业的企业"), "tag", OFFICER, no_industry),
    Worklist("firms", _("在册单位"), "building-factory", STAFF | AUDITOR, registered),
    Worklist("taiwan", _("台资企业"), "building", STAFF | AUDITOR, taiwan),
    Worklist("members", _("联盟成员"), "users-group", FIRM | STAFF | AUDITOR, memberships("member")),
    Worklist("feedback", _("待答复的投诉与建议"), "message-2", SYSTEM | AUDITOR, feedback, tone="warn"),
    Worklist("failed-jobs", _("失败的后台任务"), "alert-circle", SYSTEM | AUDITOR, failed_jobs, tone="bad"),
    Worklist("posts-ending", _("30 天内结束的岗位"), "clock", SYSTEM, posts_ending, "until", "warn"),
    Worklist("no-post", _("没有岗位的账户"), "user", SYSTEM, no_post),
    Worklist("people", _("可以登录的人员"), "users", SYSTEM | AUDITOR, people),
    Worklist("refused", _("7 天内的登录失败"), "lock", AUDITOR, refused_sign_ins),
    Worklist("events-today", _("今天的操作记录"), "history", AUDITOR, events_of_today),
)


def worklists(actor: Actor) -> list[Worklist]:
    """Those on this person's home page, in order."""
    return [each for each in WORKLISTS if each.for_actor(actor)]


def counts(actor: Actor, today: dt.date) -> dict[str, int]:
    """Slug → number of records, for the person's worklists, in one query."""
    mine = worklists(actor)
    return dict(zip((each.slug for each in mine), totals(each.records(actor, today) for each in mine), strict=True))
