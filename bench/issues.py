"""Work lists and pages of problems and visits over a large zone against bare pages of the same strings, in one run.

    python bench/issues.py [--issues 100000] [--visits 300000] [--events 1000000]

Bars: 12 queries, the same number at a tenth of the rows, and twice the server CPU of a bare page of the same strings.
The rows are made in bulk in a scratch folder; the events are not chained, for no page reads the chain.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
from typing import Any

from twins import bare, client_of, cpu, queries, scratch

WORDS = ("路灯不亮", "用电增容", "道路积水", "招聘困难", "消防验收", "环评批复", "货车停车", "公交线路")
STATES = ("raised", "accepted", "dispatched", "in_hand", "answered", "solved", "solved", "solved", "explained")
CHUNK = 5_000


class Zone:
    """Firms, an officer, and as many problems, visits and events as asked for; grows."""

    def __init__(self) -> None:
        from django.utils import timezone

        from yuanmeng.accounts.models import Post, User
        from yuanmeng.core.actor import Role
        from yuanmeng.issues.models import Profile
        from yuanmeng.register.models import Organisation

        self.dice, self.now, self.today = random.Random(7), timezone.now(), timezone.localdate()
        self.profile = Profile.objects.get(slug="2115")
        self.firms = Organisation.objects.bulk_create(
            Organisation(name=f"泉{n}食品有限公司", fictional=True, created_at=self.now, updated_at=self.now)
            for n in range(2_000)
        )
        self.unit = Organisation.objects.create(
            name="经济发展局", kind="department", fictional=True, created_at=self.now, updated_at=self.now
        )
        self.officer = User.objects.create(username="officer", name="陈思远")
        Post.objects.create(user=self.officer, role=Role.SERVICE_OFFICER, since=self.today - dt.timedelta(days=9))
        self.counts = {"issues": 0, "visits": 0, "events": 0}

    def grow(self, issues: int, visits: int, events: int) -> None:
        """Up to these numbers."""
        for name, make, wanted in (
            ("issues", self._issues, issues), ("visits", self._visits, visits), ("events", self._events, events),
        ):  # fmt: skip
            while self.counts[name] < wanted:
                size = min(CHUNK, wanted - self.counts[name])
                make(range(self.counts[name], self.counts[name] + size))
                self.counts[name] += size

    def _issues(self, numbers: range) -> None:
        from yuanmeng.issues.actions.searching import index
        from yuanmeng.issues.models import Clock, Issue

        rows = []
        for n in numbers:
            raised = self.now - dt.timedelta(minutes=3 * n)
            state = self.dice.choice(STATES)
            closed = raised + dt.timedelta(days=4) if state in {"solved", "explained"} else None
            lead = None if state in {"raised", "accepted"} else self.unit
            rows.append(
                Issue(
                    lead=lead, first_receiver=lead, firm=self.firms[n % 2_000], day=raised.date(), ordinal=n + 1,
                    number=f"WT{n:08d}", via="officer", title=f"{WORDS[n % len(WORDS)]} {n}", text="厂区门口",
                    state=state, profile=self.profile, raised_at=raised, closed_at=closed,
                    due=None if closed else raised.date() + dt.timedelta(days=15),
                )
            )  # fmt: skip
        made = Issue.objects.bulk_create(rows)
        index(made)
        Clock.objects.bulk_create(
            Clock(
                issue=row, what="finish", amount=15, unit="workday", began=row.raised_at, due=row.due, state="running"
            )
            for row in made
            if row.due
        )

    def _visits(self, numbers: range) -> None:
        from yuanmeng.visits.models import Stop, Visit, Visitor

        made = Visit.objects.bulk_create(
            Visit(
                how="door", purpose="listen", day=self.today - dt.timedelta(days=n % 1500), heard="生产平稳",
                state="done", recorded_at=self.now,
            )
            for n in numbers
        )  # fmt: skip
        Stop.objects.bulk_create(Stop(visit=row, organisation=self.firms[self.dice.randrange(2_000)]) for row in made)
        Visitor.objects.bulk_create(Visitor(visit=row, user=self.officer, capacity="service_officer") for row in made)

    def _events(self, numbers: range) -> None:
        from yuanmeng.ledger.models import About, Event

        start = (Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        made = Event.objects.bulk_create(
            Event(
                pk=start + at, verb="issue.progress", at=self.now, actor_id=self.officer.pk, post="service_officer",
                facts={}, hash="0" * 64,
            )
            for at in range(len(numbers))
        )  # fmt: skip
        About.objects.bulk_create(
            About(event=row, kind="issues.issue", key=1 + self.dice.randrange(max(1, self.counts["issues"])))
            for row in made
        )


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """Queries at a tenth and at all, CPU of each page and of its bare twin."""
    from yuanmeng.issues.models import Issue

    zone = Zone()
    sizes = (asked.issues, asked.visits, asked.events)
    zone.grow(*(size // 10 for size in sizes))
    case = Issue.objects.filter(state="in_hand").order_by("pk")[0].pk
    pages = {
        "problems": "/issues/", "overdue": "/issues/?show=late", "searched": "/issues/?q=%E8%B7%AF%E7%81%AF",
        "searched_rarely": "/issues/?q=4242",
        "case": f"/issues/{case}/", "visits": "/visits/", "planner": "/visits/planner/", "unheard": "/visits/unheard/",
        "firm": f"/firms/{zone.firms[5].pk}/", "home": "/",
    }  # fmt: skip
    client = client_of(zone.officer)
    few = {name: queries(client, url) for name, url in pages.items()}
    zone.grow(*sizes)
    found: dict[str, Any] = {}
    for name, url in pages.items():
        html = client.get(url).content.decode()
        page, twin = cpu(lambda url=url: client.get(url), asked.times), cpu(bare(client, url), asked.times)
        found[name] = {
            "queries": queries(client, url), "queries_at_a_tenth": few[name], "page_ms": round(page, 2),
            "bare_ms": round(twin, 2), "ratio": round(page / twin, 2), "kilobytes": len(html.encode()) // 1024,
        }  # fmt: skip
    return found


def main() -> int:
    """Build in a scratch folder, measure, print one JSON object on the last line; 1 when a bar of queries is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, size in (("issues", 100_000), ("visits", 300_000), ("events", 1_000_000)):
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--times", type=int, default=15)
    asked = parser.parse_args()
    with scratch():
        found = measure(asked)
    for name, one in found.items():
        print(f"{name:10} {one}")
    print(json.dumps(found))
    return int(any(one["queries"] > 12 or one["queries"] != one["queries_at_a_tenth"] for one in found.values()))


if __name__ == "__main__":
    sys.exit(main())
