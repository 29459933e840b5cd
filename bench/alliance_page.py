"""The page of an alliance with 1,000 members and 5,000 offers against a bare page of the same strings, in one run.

    python bench/alliance_page.py [--members 1000] [--offers 5000]

Server CPU of a whole request (sign-in, middleware, queries, template) against a bare Django view with the same
middleware that renders the same strings through the same template and asks nothing of its own. Queries are counted at
a tenth of the members and at all of them (bar: 12, and the same number). Beside it: the list of offers that the page's
number opens.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
from typing import Any

from twins import bare, client_of, cpu, queries, scratch

ALLIANCE = "/alliances/food_beverage/"
PAGES = {
    "alliance": ALLIANCE,
    "offers": "/exchange/?direction=offer&show=current&alliance=food_beverage",
    "search": "/exchange/?direction=offer&show=current&alliance=food_beverage&q=%E5%8F%89%E8%BD%A6",
}


def build(members: int, offers: int) -> Any:
    """The alliance with its members, their places, entries, claims and tasks; a client of its secretary."""
    from django.utils import timezone

    from yuanmeng.accounts.models import Post, User
    from yuanmeng.alliances.models import Alliance, Membership
    from yuanmeng.core.actor import Role, Where
    from yuanmeng.exchange.models import Listing
    from yuanmeng.pairing.models import Place
    from yuanmeng.register.models import Organisation

    dice, now, today = random.Random(5), timezone.now(), timezone.localdate()
    alliance, _new = Alliance.objects.get_or_create(
        slug="food_beverage", defaults={"name": "食品饮料联盟", "name_en": "Food", "since": dt.date(2021, 9, 1)}
    )
    start = Organisation.objects.count()
    firms = Organisation.objects.bulk_create(
        Organisation(name=f"泉{start + n}食品有限公司", industry="1431", fictional=True, created_at=now, updated_at=now)
        for n in range(members)
    )
    Membership.objects.bulk_create(
        Membership(alliance=alliance, organisation=firm, state="member", invited_on=today, joined_on=today)
        for firm in firms
    )
    Place.objects.bulk_create(
        Place(organisation=firm, x_m=dice.randrange(9000), y_m=dice.randrange(9000), source="生成") for firm in firms
    )
    Listing.objects.bulk_create(
        Listing(
            direction="offer", category=dice.choice(["equipment", "space", "labour"]), title=f"闲置叉车 {n}",
            organisation=firms[n % members], since=today, until=today + dt.timedelta(days=60), published_at=now,
        )
        for n in range(offers)
    )  # fmt: skip
    user = User.objects.create(username=f"secretary{start}", name="何晓雯")
    Post.objects.create(user=user, role=Role.ALLIANCE_SECRETARY, where=Where.ALLIANCE, key=alliance.pk, since=today)
    return user


def measure(members: int, offers: int, times: int) -> dict[str, Any]:
    """Queries at a tenth and at all, CPU of the page and of its bare twin, bytes."""
    small = client_of(build(members // 10, offers // 10))
    few = {name: queries(small, url) for name, url in PAGES.items()}
    client = client_of(build(members - members // 10, offers - offers // 10))
    found: dict[str, Any] = {}
    for name, url in PAGES.items():
        html = client.get(url).content.decode()
        page, twin = cpu(lambda url=url: client.get(url), times), cpu(bare(client, url), times)
        found[name] = {
            "queries": queries(client, url), "queries_at_a_tenth": few[name], "kilobytes": len(html.encode()) // 1024,
            "page_ms": round(page, 2), "bare_ms": round(twin, 2), "ratio": round(page / twin, 2),
        }  # fmt: skip
    return found


def main() -> int:
    """Build in a scratch folder, measure, print one JSON object on the last line; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=1000)
    parser.add_argument("--offers", type=int, default=5000)
    parser.add_argument("--times", type=int, default=20)
    typed = parser.parse_args()
    with scratch():
        found = measure(typed.members, typed.offers, typed.times)
    print(json.dumps(found))
    return int(any(one["queries"] > 12 or one["queries"] != one["queries_at_a_tenth"] for one in found.values()))


if __name__ == "__main__":
    sys.exit(main())
