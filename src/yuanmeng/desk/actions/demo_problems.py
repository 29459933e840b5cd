"""Problems of the demo zone: the closed ones of 2021 and of the last two years in bulk, live ones by their actions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import PUBLIC, Actor
from yuanmeng.core.csv_text import rows_of
from yuanmeng.desk.demo import problems
from yuanmeng.issues.actions import closing, coordinating, handling, learning, raise_issue, tables
from yuanmeng.issues.actions.coordinating import Asked
from yuanmeng.issues.actions.reference import load_categories
from yuanmeng.issues.command import OWN, ways
from yuanmeng.issues.links import token_of
from yuanmeng.issues.models import Answer, Category, Clock, Issue, OutsideChannel, Profile
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import Organisation

SEED = 20_261_125
ONE = dt.timedelta(days=1)


@dataclass(slots=True)
class World:
    """What the problems are made of."""

    firms: list[Organisation]
    units: dict[str, Organisation]
    categories: dict[str, Category]
    profile: Profile
    people: dict[str, Actor]
    op: UUID
    draw: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - the same zone at every start
    ordinals: Counter[dt.date] = field(default_factory=Counter)
    calls: int = 0


@action("demo.problems")
def trouble(today: dt.date, people: dict[str, int], *, by: Actor, op: UUID) -> int:
    """演示: problems solved and open; how many. `people` maps logins to their keys."""
    load_categories(ways(rows_of(OWN.read_bytes())), by=by, op=uuid5(op, "categories"))
    users = User.objects.in_bulk(people.values())
    world = World(
        firms=list(Organisation.objects.filter(kind="firm", state="active").exclude(uscc=None).order_by("pk")),
        units={unit.name: unit for unit in Organisation.objects.filter(kind__in=("department", "institution"))},
        categories={category.path: category for category in Category.objects.all()},
        profile=Profile.objects.get(slug="enterprise-2020"),
        people={login: actor_of(users[key]) for login, key in people.items()},
        op=op,
    )
    past = [("solved", problems.SOLVED_2021), *problems.OTHER_2021]
    _closed(world, past, dt.date(2021, 1, 4), dt.date(2021, 12, 30), by)
    _closed(world, list(problems.RECENT), today - 700 * ONE, today - 12 * ONE, by)
    _live(world)
    _learnt(world)
    return Issue.objects.count()


def _moment(day: dt.date, hour: int = 10) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, 20)))


def _closed(world: World, kinds: list[tuple[str, int]], first: dt.date, last: dt.date, by: Actor) -> None:
    """So many of each kind, raised and closed between two days."""
    span, rows = (last - first).days, []
    for state, count in kinds:
        for number in range(count):
            took = 3 + world.draw.randrange(12)
            day = first + dt.timedelta(days=(number * span // count) % max(1, span - took))
            rows.append(_row(world, state, number, day, day + took * ONE))
    Issue.objects.bulk_create(rows)
    Answer.objects.bulk_create(_answer(world, row) for row in rows if row.state != "withdrawn")
    Clock.objects.bulk_create(clock for row in rows for clock in _clocks(world, row))
    for row in rows:
        record(
            "issue.raise",
            row,
            *([row.firm] if row.firm else []),
            by=by,
            op=world.op,
            number=row.number,
            kind=row.kind,
            via=row.via,
        )


def _row(world: World, state: str, number: int, day: dt.date, closed: dt.date) -> Issue:
    title, text, path, unit, _said = problems.PROBLEMS[(number * 5 + len(state)) % len(problems.PROBLEMS)]
    world.ordinals[day] += 1
    officer, handler = world.people["officer"].user_id, _handler(world, unit).user_id
    return Issue(
        day=day, ordinal=world.ordinals[day], number=f"WT{day:%Y%m%d}-{world.ordinals[day]:04d}", title=title,
        text=text, category=world.categories[path], firm=world.firms[(number * 13 + 7) % len(world.firms)],
        via=("visit", "officer", "firm", "visit", "meeting")[number % 5], profile=world.profile, state=state,
        triage=("unit", "district", "unit")[number % 3], coordinator_id=officer, lead=world.units[unit],
        first_receiver=world.units[unit], handler_id=handler, turn=1, raised_by=officer, raised_at=_moment(day),
        closed_at=_moment(closed, 16),
    )  # fmt: skip


def _handler(world: World, unit: str) -> Actor:
    logins = {problems.MARKET: "department", problems.ECONOMY: "department2", problems.CENTRE: "department3"}
    return world.people[logins[unit]]


def _answer(world: World, issue: Issue) -> Answer:
    """The unit's answer, and the firm's word where it gave one."""
    spoke = issue.state in {"solved", "explained"}
    said = next(text for title, _text, _path, _unit, text in problems.PROBLEMS if title == issue.title)
    closed = issue.closed_at or issue.raised_at
    return Answer(
        issue=issue, outcome="explained" if issue.state == "explained" else "solved", text=said,
        by_id=issue.handler_id, at=closed - dt.timedelta(days=1), word="yes" if spoke else "",
        satisfaction=world.draw.choice(problems.SATISFACTION[issue.state]) if spoke else "",
        said_at=closed if spoke else None, said_by=world.draw.choice(("portal", "link")) if spoke else "",
        attempts=0 if spoke else 2,
    )  # fmt: skip


def _clocks(world: World, issue: Issue) -> list[Clock]:
    """Accepted and finished, nearly always in time."""
    late = world.draw.random() < 0.06
    day, closed = issue.raised_at.date(), issue.closed_at or issue.raised_at
    common = {"issue": issue, "unit": "workday", "began": issue.raised_at, "ended": closed}
    accepted = {**common, "ended": issue.raised_at + dt.timedelta(days=4 if late else 0, hours=2)}
    return [
        Clock(what="start", amount=1, due=day + 3 * ONE, state="late" if late else "met", **accepted),
        Clock(what="finish", amount=15, due=day + 22 * ONE, state="met", **common),
    ]


def _live(world: World) -> None:
    """One problem and more in every state; one consultation table waits for its decision, one has decided."""
    own = next(firm for firm in world.firms if firm.name == "泉北食品有限公司")
    for number in range(24):
        firm = own if number % 6 == 0 else world.firms[(number * 31 + 5) % len(world.firms)]
        _Case(world, number, firm).go(_WAYS[number % len(_WAYS)])


def _learnt(world: World) -> None:
    officer, op = world.people["officer"], world.op
    for name, text in problems.TEMPLATES:
        learning.keep_template(values={"name": name, "text": text}, by=officer, op=uuid5(op, f"template/{name}"))
    for number in problems.LESSONS:
        title, text, _path, _unit, said = problems.PROBLEMS[number]
        issue = Issue.objects.filter(title=title, state="solved").order_by("pk")[0]
        values = {"title": title, "question": text, "answer": said}
        learning.publish_lesson(issue.pk, values=values, by=officer, op=uuid5(op, f"lesson/{number}"))


class _Case:
    """One live problem, moved on by the people of the demo zone."""

    def __init__(self, world: World, number: int, firm: Organisation) -> None:
        self.world, self.number = world, number
        title, text, path, unit, self.said = problems.PROBLEMS[number % len(problems.PROBLEMS)]
        self.unit, self.handler = world.units[unit], _handler(world, unit)
        self.other = world.units[problems.MARKET if unit != problems.MARKET else problems.ECONOMY]
        values = {"title": title, "text": text, "category": world.categories[path], "triage": "unit"}
        call = self._by(world.people["officer"])
        self.pk = raise_issue(firm.pk, values=values, via="visit" if number % 2 else "", **call).pk

    def _by(self, actor: Actor) -> dict[str, Any]:
        self.world.calls += 1
        return {"by": actor, "op": uuid5(self.world.op, f"call/{self.world.calls}")}

    def _do(self, function: Any, who: Actor | str, **more: Any) -> None:
        actor = self.world.people[who] if isinstance(who, str) else who
        version = Issue.objects.values_list("version", flat=True).get(pk=self.pk)
        function(self.pk, version=version, **more, **self._by(actor))

    def go(self, way: str) -> None:
        """The steps of a way, one after the other."""
        for step in way.split():
            getattr(self, step)()

    def accept(self) -> None:
        self._do(coordinating.accept, "officer")

    def refer(self) -> None:
        self._do(coordinating.refer, "officer", channel=OutsideChannel.objects.get(slug="labour-arbitration"))

    def dispatch(self) -> None:
        parts = [Asked(self.other.pk, "请就本单位职责提出意见", 3)] if self.number % 2 else []
        self._do(coordinating.dispatch, "officer", lead=self.unit.pk, parts=parts)

    def object_to(self) -> None:
        self._do(handling.object_to, self.handler, reason="涉及行业主管部门，建议改派")

    def take_on(self) -> None:
        self._do(handling.take_on, self.handler)

    def report(self) -> None:
        self._do(handling.report, self.handler, text="已到现场查看，正在与相关单位商量办法。")

    def link(self) -> None:
        """With an earlier problem of the same kind, by its number."""
        issue = Issue.objects.get(pk=self.pk)
        earlier = Issue.objects.filter(title=issue.title).exclude(pk=self.pk).order_by("pk")[0]
        by = self._by(self.world.people["officer"])
        coordinating.link(self.pk, number=earlier.number, kind="related", **by)

    def pause(self) -> None:
        self._do(coordinating.pause, "officer", reason="等企业补充平面图")

    def ask(self) -> None:
        self._do(handling.ask_extension, self.handler, days=5, reason="设备到货推迟")

    def call(self) -> None:
        meets = timezone.now() + dt.timedelta(days=2)
        seats = [self.unit.pk, self.other.pk]
        reason = "涉及两个单位，需要当面商定"
        self._do(tables.call, "officer", reason=reason, meets=meets, place="服务中心二楼会议室", participants=seats)

    def decide(self) -> None:
        decision = f"由{self.unit.name}牵头，十个工作日内办完；另一单位配合现场查勘。"
        self._do(tables.decide, "leader", decision=decision, minutes="双方到会，意见一致。", lead=self.unit.pk, days=10)

    def answer(self) -> None:
        self._do(handling.answer, self.handler, values={"outcome": "solved", "text": self.said})

    def carry(self) -> None:
        values = {"outcome": "carried_over", "text": "管网改造列入明年计划，到期主动再办。"}
        values["review_on"] = timezone.localdate() + 25 * ONE  # type: ignore[assignment]
        self._do(handling.answer, self.handler, values=values)

    def silent(self) -> None:
        self._do(closing.follow_up, "officer2", result="silent", note="电话无人接听")

    def escalate(self) -> None:
        for _step in range(3):
            self._do(coordinating.escalate, "officer", reason="企业多次催问")

    def dissent(self) -> None:
        """The firm says by its link that it is not solved; the unit goes on with it."""
        token = token_of(Issue.objects.get(pk=self.pk))
        words = {"word": "no", "satisfaction": "dissatisfied", "said": problems.NOT_SOLVED}
        closing.confirm_by_link(token, **words | self._by(PUBLIC))

    def confirm(self) -> None:
        """Only a firm with a person in the demo zone speaks for itself."""
        if Issue.objects.filter(pk=self.pk, firm__name="泉北食品有限公司").exists():
            self._do(closing.confirm, "firm", word="yes", satisfaction="satisfied")


_WAYS = (
    "accept dispatch take_on answer",
    "",
    "accept",
    "accept dispatch",
    "accept dispatch object_to",
    "accept dispatch take_on answer dissent report link",
    "accept dispatch take_on carry confirm",
    "accept dispatch take_on pause",
    "accept dispatch take_on call",
    "accept dispatch take_on call decide",
    "accept dispatch take_on ask",
    "accept dispatch take_on answer silent",
    "accept dispatch take_on answer",
    "refer",
    "accept dispatch take_on answer dissent escalate",
)
