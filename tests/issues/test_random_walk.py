"""Random people make random moves; an independent model says what must happen. Broken twins must be caught."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from tests.issues.walk_model import Model

from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid
from yuanmeng.core.workdays.calendar import Calendar, Reason
from yuanmeng.issues.actions import clocks, closing, coordinating, handling, raise_issue, tables
from yuanmeng.issues.actions.coordinating import Asked
from yuanmeng.issues.models import Issue, OutsideChannel, Part, Participant
from yuanmeng.issues.policy import ISSUES, of_lead
from yuanmeng.issues.queries import counting
from yuanmeng.register.policy import officer

STEPS, WALKS = 250, 42
PEOPLE = ("firm", "other_firm", "economy", "market", "power", "officer", "officer2", "leader", "auditor")
VERBS = sorted(name.removeprefix("do_") for name in dir(Model) if name.startswith("do_"))
LIKELY = {
    "raised": ("accept", "at_once"),
    "accepted": ("dispatch",),
    "dispatched": ("take_on", "object"),
    "objected": ("rule",),
    "in_hand": ("answer", "ask", "grant", "pause", "call", "answer"),
    "paused": ("resume", "call"),
    "consultation": ("position", "decide"),
    "answered": ("confirm", "follow_up", "retract"),
}
"""Every other move is one of these, so that a walk does not stand still."""
WHO = {"confirm": "firm", "reopen": "firm", "withdraw": "firm", "grant": "leader"}


class Walk(RuleBasedStateMachine):
    """One problem, step by step."""

    zone: SimpleNamespace
    move_time: Callable[[str], None]
    taken = 0

    @initialize()
    def begin(self) -> None:
        self._at(dt.date(2026, 4, 20))
        by = self.zone.people["firm"]
        self.issue = raise_issue(self.zone.bakery.pk, values={"title": "随机"}, by=by, op=uuid4()).pk
        self.model, self.version = Model(self.today), 0

    def _at(self, day: dt.date) -> None:
        self.today = day
        self.move_time(f"{day} 10:00")

    @rule(who=st.sampled_from(PEOPLE), verb=st.sampled_from(VERBS), choice=st.integers(0, 59), likely=st.integers(0, 9))
    def step(self, who: str, verb: str, choice: int, likely: int) -> None:
        """One move by one person, or the next days come."""
        type(self).taken += 1
        if likely >= 8 and self.today < dt.date(2026, 12, 1):
            self._at(self.today + dt.timedelta(days=1 + choice % 4))
            self.model.today = self.today
            return
        if likely >= 3:
            usual = LIKELY.get(self.model.state, ("reopen", "bring_back"))
            verb = usual[choice % len(usual)]
            able = [each for each in PEOPLE if self.model.may(each, verb)]
            who = able[choice % len(able)] if able else WHO.get(verb, who)
        expected = self.model.try_(who, verb, choice)
        happened = self._do(who, verb, choice)
        assert happened == expected, f"{who} {verb} {choice} in {self.model.state}: {happened}, model says {expected}"
        if happened == "ok" or choice % 16 == 0:
            self._compare()

    def _do(self, who: str, verb: str, choice: int) -> str:
        version = self.version
        call = {"by": self.zone.people[who], "op": uuid4()}
        try:
            MOVES[verb](self, version, choice, call)
        except (Denied, Hidden):
            return "denied"
        except (IllegalMove, Invalid):
            return "illegal"
        return "ok"

    def _compare(self) -> None:
        row = Issue.objects.values(
            *("state", "lead", "first_receiver", "handler", "bounced", "level", "reopened", "review_on", "due"),
            *("closed_at", "version"),
        ).get(pk=self.issue)
        self.version = row.pop("version")
        closed = row.pop("closed_at")
        shown = {**row, "closed": timezone.localdate(closed) if closed else None}
        model, keys, users = self.model, self.zone.keys, self.zone.users
        assert shown == {
            "state": model.state,
            "lead": keys.get(model.lead),
            "first_receiver": keys.get(model.first),
            "handler": users.get(model.handler),
            "bounced": model.bounced,
            "level": model.level,
            "reopened": model.reopened,
            "review_on": model.review,
            "due": model.due,
            "closed": model.closed,
        }


def bare(action: Callable[..., Any]) -> Callable[..., Any]:
    """The action without its operation id, which a walk never repeats: a third of the time."""
    return action.__wrapped__  # type: ignore[attr-defined]


def plain(action: Callable[..., Any], **fixed: Any) -> Callable[..., Any]:
    return lambda walk, version, _choice, call: bare(action)(walk.issue, version=version, **fixed, **call)


def chosen(action: Callable[..., Any], values: Callable[[Walk, int], dict[str, Any]]) -> Callable[..., Any]:
    return lambda walk, version, choice, call: bare(action)(walk.issue, version=version, **values(walk, choice), **call)


def answer_values(walk: Walk, choice: int) -> dict[str, Any]:
    outcome = ("solved", "explained", "carried_over")[choice % 3]
    return {"values": {"outcome": outcome, "text": "答复", "review_on": walk.today + dt.timedelta(days=20)}}


def opine(walk: Walk, _version: int, _choice: int, call: dict[str, Any]) -> None:
    unit = next((seat.key for seat in call["by"].seats), None)
    part = Part.objects.filter(issue=walk.issue, organisation=unit).first()
    known = {"part": part.pk if part else 0, "version": part.version if part else 0}
    bare(handling.opine)(walk.issue, opinion="可以", **known, **call)


def position(walk: Walk, _version: int, _choice: int, call: dict[str, Any]) -> None:
    unit = next((seat.key for seat in call["by"].seats), None)
    seats = Participant.objects.filter(consultation__issue=walk.issue, consultation__state="called", organisation=unit)
    mine = seats.first()
    known = {"participant": mine.pk if mine else 0, "version": mine.version if mine else 0}
    bare(tables.state)(walk.issue, position="同意", **known, **call)


def clock_of(walk: Walk) -> int:
    found = clocks.Clock.objects.filter(issue=walk.issue, ask="asked", state="running").first()
    return found.pk if found else 0


MOVES: dict[str, Callable[..., Any]] = {
    "accept": plain(coordinating.accept),
    "refer": chosen(coordinating.refer, lambda walk, _n: {"channel": walk.zone.channel}),
    "at_once": chosen(handling.answer_at_once, answer_values),
    "dispatch": chosen(
        coordinating.dispatch,
        lambda walk, n: {
            "lead": walk.zone.keys[("economy", "market")[n % 2]],
            "parts": [] if n % 3 else [Asked(walk.zone.keys["power"], "看看")],
        },
    ),
    "recall": plain(coordinating.recall),
    "object": plain(handling.object_to, reason="不归我"),
    "rule": chosen(
        coordinating.rule, lambda _walk, n: {"verdict": "overrule" if n % 2 else "uphold", "reason": "裁定"}
    ),
    "take_on": plain(handling.take_on),
    "report": plain(handling.report, text="进展"),
    "reassign": lambda walk, version, _choice, call: bare(handling.reassign)(
        walk.issue, version=version, handler=call["by"].user_id, **call
    ),
    "join": chosen(
        handling.join,
        lambda walk, n: {"parts": [Asked(walk.zone.keys[("economy", "market", "power")[n % 3]], "协办")]},
    ),
    "opine": opine,
    "pause": plain(coordinating.pause, reason="等材料"),
    "resume": plain(coordinating.resume),
    "ask": chosen(handling.ask_extension, lambda _walk, n: {"days": n % 20, "reason": "来不及"}),
    "grant": chosen(
        coordinating.grant, lambda walk, n: {"clock": clock_of(walk), "verdict": "refuse" if n % 2 else "grant"}
    ),
    "escalate": plain(coordinating.escalate, reason="太慢"),
    "call": chosen(
        tables.call,
        lambda walk, n: {
            "reason": "商量",
            "meets": timezone.now(),
            "participants": [walk.zone.keys["economy" if n % 2 else "market"], walk.zone.keys["power"]],
        },
    ),
    "position": position,
    "decide": chosen(
        tables.decide,
        lambda walk, n: {
            "decision": "议定",
            "minutes": "",
            "lead": walk.zone.keys[("economy", "market", "power")[n % 3]],
            "days": 1 + n % 20,
        },
    ),
    "answer": chosen(handling.answer, answer_values),
    "retract": plain(handling.retract),
    "confirm": chosen(
        closing.confirm,
        lambda _walk, n: {"word": "no" if n % 2 else "yes", "satisfaction": "partly", "said": "还有一点"},
    ),
    "follow_up": chosen(
        closing.follow_up, lambda _walk, n: {"result": ("silent", "content", "unhappy")[n % 3], "note": "电话"}
    ),
    "renew_link": plain(closing.renew_link),
    "withdraw": plain(closing.withdraw, reason="不用了"),
    "reopen": plain(closing.reopen, reason="又来了"),
    "bring_back": lambda walk, _version, _choice, call: bare(closing.bring_back)(walk.issue, **call),
}


@pytest.fixture
def walk(at, zone, person) -> type[Walk]:
    """The machine on this zone; a class of its own, since it counts its steps."""
    made = zone
    made.people = {
        "firm": zone.bakery_people,
        "other_firm": zone.brewery_people,
        **{unit: getattr(zone, f"{unit}_people") for unit in ("economy", "market", "power")},
        "officer": zone.officer,
        "officer2": zone.other_officer,
        "leader": zone.leader,
        "auditor": zone.auditor,
    }
    made.users = {name: actor.user_id for name, actor in made.people.items()}
    made.keys = {unit: getattr(zone, unit).pk for unit in ("economy", "market", "power")}
    made.channel = OutsideChannel.objects.get(slug="court")
    since = {"since": dt.date(2026, 1, 1)}
    from yuanmeng.accounts.models import Post

    Post.objects.update(**since)
    return type("ThisWalk", (Walk,), {"zone": made, "move_time": staticmethod(at), "taken": 0})


def go(walk: type[Walk], walks: int) -> None:
    """So many walks, the same at every run; a failing one is not made smaller."""
    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=walks,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )


def test_ten_thousand_steps_go_as_the_model_says(walk) -> None:
    go(walk, WALKS)
    assert walk.taken >= 10_000


def without(name: str) -> Callable[[Any], None]:
    """`moved` in every module forgets one of the fields it should write."""

    def plant(monkeypatch: Any) -> None:
        for module in (closing, handling, coordinating, tables):
            true = module.moved

            def moved(issue: Issue, verb: str, version: int, _true: Any = true, **changed: Any) -> str:
                return _true(issue, verb, version, **{key: value for key, value in changed.items() if key != name})

            monkeypatch.setattr(module, "moved", moved)

    return plant


def rule_of(verb: str, wide: Any) -> Callable[[Any], None]:
    return lambda monkeypatch: monkeypatch.setitem(ISSUES.rules, verb, wide)


def counts_holidays(monkeypatch: Any) -> None:
    true = Calendar.day

    def day(self: Calendar, date: dt.date) -> Any:
        found = true(self, date)
        return replace(found, reason=Reason.WEEKDAY) if found.reason is Reason.HOLIDAY else found

    monkeypatch.setattr(Calendar, "day", day)


def first_changes(monkeypatch: Any) -> None:
    true = tables.moved

    def moved(issue: Issue, verb: str, version: int, **changed: Any) -> str:
        return true(issue, verb, version, first_receiver_id=changed.get("lead_id", issue.first_receiver_id), **changed)

    monkeypatch.setattr(tables, "moved", moved)


def no_pauses(monkeypatch: Any) -> None:
    monkeypatch.setattr(counting, "pauses_of", lambda _issue: [])


TWINS: dict[str, Callable[[Any], None]] = {
    "a handler who can close": rule_of("firm", ISSUES.rules["firm"] | of_lead),
    "an officer who grants more time": rule_of("grant", officer | ISSUES.rules["grant"]),
    "a clock that counts a holiday": counts_holidays,
    "a clock that runs through a pause": no_pauses,
    "a reopened problem that keeps its closing date": without("closed_at"),
    "a dispatch sent back twice": without("bounced"),
    "a dispatch sent back after its window": lambda patch: patch.setattr(handling, "overdue", lambda *_: False),
    "a first receiver who gets rid of it": first_changes,
    "one silence that closes": lambda patch: patch.setattr(closing, "SILENT", 1),
    "a disagreement without a new clock": lambda patch: patch.setattr(closing.clocks, "begin_again", lambda _: None),
    "a table without a new clock": lambda patch: patch.setattr(tables, "_clock_again", lambda *_: None),
}


@pytest.mark.parametrize("twin", list(TWINS))
def test_a_broken_twin_is_caught(twin, walk, monkeypatch) -> None:
    TWINS[twin](monkeypatch)
    with pytest.raises(Exception):  # noqa: B017, PT011 - a difference, or the database's own refusal
        go(walk, 12)
