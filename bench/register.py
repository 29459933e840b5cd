"""The firm list, the firm's page and search over 100,000 generated firms, against bare twins, in one run.

    python bench/register.py [--firms 100000] [--data FOLDER]

List and page: server CPU of a whole request (sign-in, middleware, queries, template) against a bare Django view that
renders a template of the same shell with the same strings and asks the database nothing of its own (bar: 2). Search:
CPU of finding one ranked page with its total, checked against the texts, against the bare FTS5 query `… MATCH …
ORDER BY rank LIMIT 51` on the same index (bar: 3), and beside it against fetching every matching row number unranked.
Queries are counted over 100 firms and over all of them. With --data the folder is kept and used again.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from twins import bare, client_of, cpu, queries

PLACES = ["泉北", "泉南", "临川", "鹊华", "黄台", "龙溪", "云门", "青石", "白塔", "玉泉"]
BRANDS = list("华盛恒润泰瑞兴鑫康宏达德力美源通顺安和诚嘉正丰旭博海天金银东方远新志凯腾飞")
TRADES = {
    "食品": "1411", "饮料": "1521", "机械": "3429", "装备": "3599", "软件": "6510", "信息科技": "6499", "物流": "5430",
    "生物医药": "2710", "商贸": "5169", "建材": "3039", "包装": "2319", "电子": "3979", "化工": "2669", "纺织": "1751",
    "餐饮管理": "6210", "精密制造": "3484", "自动化设备": "3490", "医疗器械": "3581", "新能源": "3811",
    "农业科技": "0511",
}  # fmt: skip
ENDS = {"有限公司": 80, "有限责任公司": 8, "股份有限公司": 5, "厂": 4, "合伙企业（有限合伙）": 3}
LISTS = (
    "", "kind=firm&division=370115&sort=name", "industry=C&sort=-founded", "size=medium&sort=code",
    "q=%E5%8D%8E%E7%9B%9B", "q=%E9%A3%9F%E5%93%81&division=370115",
)  # fmt: skip
SEARCHES = ("华盛", "泉北食品", "食品", "青石恒润食品", "qbhs", "lcrtsp", "00012345", "实业公司", "泉", "有限公司")


def firms(count: int) -> Iterator[Any]:
    """Fictional organisations with valid codes of division 000000."""
    from django.utils import timezone

    from yuanmeng.core.uscc import check_digits
    from yuanmeng.register.models import Organisation

    dice, now = random.Random(7), timezone.now()
    for number in range(count):
        trade = dice.choice(list(TRADES))
        brand = "".join(dice.sample(BRANDS, dice.choice([2, 2, 2, 3])))
        first = f"91000000{number:08d}"
        yield Organisation(
            name=dice.choice(PLACES) + brand + trade + dice.choices(list(ENDS), list(ENDS.values()))[0],
            uscc=first + check_digits(first),
            kind=dice.choices(["firm", "branch", "association"], [90, 8, 2])[0],
            state=dice.choices(["active", "closed"], [93, 7])[0],
            founded=dt.date(1990, 1, 1) + dt.timedelta(days=dice.randrange(12_500)),
            division=dice.choice(["370115", "370102", "370124", "370114"]),
            industry=TRADES[trade],
            industry_edition="2017",
            address=f"{dice.choice(PLACES)}路{dice.randrange(999)}号",
            scope="食品生产；机械设备销售；货物进出口；" * dice.randrange(1, 12),
            source="生成",
            fictional=True,
            created_at=now,
            updated_at=now - dt.timedelta(minutes=dice.randrange(500_000)),
        )


def build(count: int) -> list[int]:
    """Write the firms with facts, former names, contacts and origins, and index them; their keys."""
    from django.db import connection, transaction

    from yuanmeng.register.actions.searching import reindex
    from yuanmeng.register.models import FormerName, Organisation, Origin

    with transaction.atomic():
        made = Organisation.objects.bulk_create(firms(count), batch_size=2000)
        write_facts(made)
        former = (FormerName(organisation=one, name=f"{one.name[:4]}实业公司", source="生成") for one in made[::20])
        FormerName.objects.bulk_create(former)
        origins = (
            Origin(organisation=one, kind="taiwan", basis="章程", since=dt.date(2015, 1, 1), source="生成")
            for one in made[::50]
        )
        Origin.objects.bulk_create(origins)
        keys = [one.pk for one in made]
        started = time.process_time()
        reindex(keys)
        print(f"index of {count} firms: {time.process_time() - started:.1f} s CPU")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return keys


def write_facts(made: list[Any]) -> None:
    """Three years of headcount and revenue for six firms in ten."""
    from django.utils import timezone

    from yuanmeng.register.models import Fact

    dice, now = random.Random(9), timezone.now()
    plain: dict[str, Any] = {"source": "生成", "recorded_at": now}
    facts = []
    for one in made:
        if dice.random() < 0.6:
            for year in (2022, 2023, 2024):
                day, people, fen = dt.date(year, 12, 31), dice.randrange(1, 2000), dice.randrange(1, 10**11)
                facts.append(Fact(organisation=one, kind="headcount", as_of=day, value=people, unit="person", **plain))
                facts.append(
                    Fact(organisation=one, kind="revenue", as_of=day, value=fen, unit="fen", currency="CNY", **plain)
                )
    Fact.objects.bulk_create(facts, batch_size=5000)


def officer() -> Any:
    """A client signed in as a service officer."""
    from yuanmeng.accounts.models import Post, User

    user, _new = User.objects.get_or_create(username="bench", defaults={"name": "测量"})
    if not user.posts.exists():
        Post.objects.create(user=user, role="service_officer", since=dt.date(2020, 1, 1))
    return client_of(user)


def pages(client: Any, keys: list[int], few: dict[str, int]) -> float:
    """Print list and firm page against their bare twins; the worst ratio."""
    worst = 0.0
    for url in (*(f"/firms/?{query}" for query in LISTS), f"/firms/{keys[len(keys) // 2]}/"):
        mine, twin = cpu(lambda url=url: client.get(url)), cpu(bare(client, url))  # type: ignore[misc]
        counted = queries(client, url)
        worst = max(worst, mine / twin)
        print(
            f"{url:58} {mine:7.2f} ms  bare {twin:7.2f} ms  ratio {mine / twin:5.2f}  "
            f"queries {counted} (over 100 firms: {few.get(url.partition('?')[2] if '?' in url else 'firm')})"
        )
    return worst


def searches() -> float:
    """Print each search against the bare FTS5 query; the worst ratio."""
    from django.db import connection

    from yuanmeng.core.actor import Actor
    from yuanmeng.core.bigrams import words
    from yuanmeng.register.queries.listing import Asked, listed
    from yuanmeng.register.queries.searching import SQLITE, best, match

    worst = 0.0
    for query in SEARCHES:
        expression = match(words(query))

        def run(sql: str, expression: str = expression) -> list[Any]:
            with connection.cursor() as cursor:
                cursor.execute(sql, [expression])
                return list(cursor.fetchall())

        mine = cpu(lambda query=query: best(query, 51))  # type: ignore[misc]
        ranked = cpu(lambda run=run: run(f"{SQLITE} ORDER BY rank LIMIT 51"))  # type: ignore[misc]
        plain = cpu(lambda run=run: run(SQLITE))  # type: ignore[misc]
        total = listed(Asked(Actor(), q=query)).total
        worst = max(worst, mine / ranked)
        print(
            f"{query:14} {total:6} found  {mine:7.2f} ms  bare ranked {ranked:7.2f} ms  ratio {mine / ranked:5.2f}  "
            f"(all rows unranked {plain:7.2f} ms, ratio {mine / plain:5.2f})"
        )
    return worst


def main(argv: list[str]) -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=100_000)
    parser.add_argument("--data", default="")
    asked = parser.parse_args(argv)
    os.environ["YUANMENG_DATA"] = asked.data or tempfile.mkdtemp(prefix="yuanmeng-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "yuanmeng.project.settings"
    import django
    from django.core.management import call_command

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    from django.conf import settings

    from yuanmeng.register.models import Fact, FormerName, Organisation, Origin
    from yuanmeng.register.pages import cards

    client = officer()
    few: dict[str, int] = {}
    keys = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    if not keys:
        keys = build(100)
        few = {query: queries(client, f"/firms/?{query}") for query in LISTS} | {
            "firm": queries(client, f"/firms/{keys[50]}/")
        }
        for model in (Fact, FormerName, Origin):
            model.objects.all().delete()
        Organisation.objects.all().delete()
        keys = build(asked.firms)
    print(f"worst ratio of a page: {pages(client, keys, few):.2f} (bar 2)")
    settings.FIRM_CARDS = []
    cards.makers.cache_clear()
    url = f"/firms/{keys[len(keys) // 2]}/"
    mine, twin = cpu(lambda: client.get(url)), cpu(bare(client, url))
    print(f"firm page without the cards of other rooms: {mine:.2f} ms, bare {twin:.2f} ms, ratio {mine / twin:.2f}")
    print(f"worst ratio of a search: {searches():.2f} (bar 3)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
