"""Every figure with its breakdown by alliance against the bare SQL that answers it, over a large zone, in one run.

    python bench/figures.py [--visits 1000000] [--issues 100000]

Bar: 1.5 times the bare SQL, which is written by hand below and must give the same numbers; 12 queries for the home of
the leader and the dashboard. The period is the twelve months to today, the rows are made in bulk in a scratch folder.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from twins import client_of, queries, scratch

from issues import Zone

BAR = 1.5
VISITS = "visits_visit r JOIN visits_stop s ON s.visit_id = r.id JOIN m ON m.organisation_id = s.organisation_id WHERE r.state = 'done' AND r.day BETWEEN %(first)s AND %(last)s"  # noqa: E501
STOPS = "visits_stop r JOIN visits_visit v ON v.id = r.visit_id JOIN m ON m.organisation_id = r.organisation_id WHERE v.state = 'done' AND v.day BETWEEN %(first)s AND %(last)s"  # noqa: E501
CLOSED = "issues_issue r JOIN m ON m.organisation_id = r.firm_id WHERE r.state = 'solved' AND r.closed_at >= %(from)s AND r.closed_at < %(to)s"  # noqa: E501
RAISED = "issues_issue r JOIN m ON m.organisation_id = r.firm_id WHERE r.raised_at >= %(from)s AND r.raised_at < %(to)s"
WITH = " AND r.id IN (SELECT visit_id FROM visits_visitor WHERE capacity = 'service_officer')"
BARE = {
    "visits.held": VISITS, "visits.by_officers": VISITS + WITH, "visits.contacts": STOPS,
    "issues.closed": CLOSED, "issues.raised": RAISED,
}  # fmt: skip
MEMBERS = "WITH m AS (SELECT organisation_id, alliance_id FROM alliances_membership WHERE joined_on <= %(last)s AND (left_on IS NULL OR left_on > %(last)s)) "  # noqa: E501


def seconds(work: Callable[[], Any], times: int = 3) -> float:
    """Median of elapsed time; one run warms up."""
    taken = []
    for _time in range(times + 1):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken[1:])


def peopled() -> tuple[Zone, Any]:
    """The zone of `issues.py` with five alliances and a leader."""
    from yuanmeng.accounts.models import Post, User
    from yuanmeng.alliances.models import Alliance, Membership
    from yuanmeng.core.actor import Role

    zone = Zone()
    since = zone.today - dt.timedelta(days=2_000)
    alliances = [Alliance.objects.create(slug=f"a{n}", name=f"联盟{n}", name_en=f"A{n}", since=since) for n in range(5)]
    Membership.objects.bulk_create(
        Membership(alliance=alliances[n % 5], organisation=firm, state="member", invited_on=since, joined_on=since)
        for n, firm in enumerate(zone.firms)
        if n % 7
    )
    leader = User.objects.create(username="leader", name="周启明")
    Post.objects.create(user=leader, role=Role.ZONE_LEADER, since=since)
    return zone, leader


def compared(leader: Any) -> dict[str, Any]:
    """Milliseconds of ours and of the bare SQL for each figure; raises when they differ."""
    from django.db import connection
    from django.utils import timezone

    from yuanmeng.accounts.queries import actor_of
    from yuanmeng.alliances.models import Alliance
    from yuanmeng.desk.pages.dashboard import year_to
    from yuanmeng.desk.slices import NONE, read_slices
    from yuanmeng.ledger import figures

    actor, period = actor_of(leader), year_to(timezone.localdate())
    slugs = dict(Alliance.objects.values_list("pk", "slug"))
    midnight = [
        timezone.make_aware(dt.datetime.combine(day, dt.time())).astimezone(dt.UTC)
        for day in (period.first, period.last + dt.timedelta(days=1))
    ]
    bound = {"first": str(period.first), "last": str(period.last), "from": midnight[0], "to": midnight[1]}
    found: dict[str, Any] = {}
    for key, sql in BARE.items():
        figure = figures.figures()[key]
        asked = f"{MEMBERS}SELECT m.alliance_id, COUNT(DISTINCT r.id) FROM {sql} GROUP BY m.alliance_id"
        total = f"SELECT COUNT(*) FROM {sql.replace(sql[sql.index(' JOIN') : sql.index(' WHERE')], _own(sql))}"

        def bare(asked: str = asked, total: str = total) -> tuple[dict[str, int], int]:
            with connection.cursor() as cursor:
                cursor.execute(asked, bound)
                groups = {slugs[pk]: count for pk, count in cursor.fetchall()}
                cursor.execute(total, bound)
                return groups, cursor.fetchone()[0]

        def ours(figure: Any = figure) -> tuple[dict[str, int], int]:
            (whole,) = figures.read([(figure, period)], actor)
            slices = read_slices(figure, "alliance", period, actor)
            return {name: each.records for name, each in slices if name != NONE}, whole.records

        if ours() != bare():
            raise AssertionError(f"{key}: {ours()} is not {bare()}")
        mine, theirs = seconds(ours), seconds(bare)
        found[key] = {"ms": round(1000 * mine), "bare_ms": round(1000 * theirs), "ratio": round(mine / theirs, 2)}
    return found


def _own(sql: str) -> str:
    """Without alliances, and without the stops of a visit, nothing is counted twice."""
    return " JOIN visits_visit v ON v.id = r.visit_id" if sql == STOPS else ""


def main() -> int:
    """Print one JSON object on the last line; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, size in (("visits", 1_000_000), ("issues", 100_000)):
        parser.add_argument(f"--{name}", type=int, default=size)
    asked = parser.parse_args()
    with scratch():
        from django.db import connection

        zone, leader = peopled()
        zone.grow(asked.issues, asked.visits, 0)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        found = compared(leader)
        client = client_of(leader)
        pages = {
            url: {"queries": queries(client, url), "ms": round(1000 * seconds(lambda url=url: client.get(url), 3))}
            for url in ("/", "/dashboard/", "/dashboard/wall/")
        }
        print(json.dumps({"figures": found, "pages": pages}, ensure_ascii=False))
    missed = [each for each in found.values() if each["ratio"] > BAR] + [p for p in pages.values() if p["queries"] > 12]
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
