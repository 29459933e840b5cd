"""kill -9 of the server under writes: nothing acknowledged is lost, nothing happens twice (DESIGN §1.3)."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from tests.project.site import Browser, Site, Writer, hidden, writing

KILLS = 10 if connection.vendor == "sqlite" else 6
PAGE = "/firms/new/"
FORM = {"kind": "firm", "source": "kill"}
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]


def rows(site: Site, sql: str) -> list[Any]:
    """What the database holds, read past the product."""
    if site.database:
        with psycopg.connect(site.database) as opened:
            return opened.execute(sql).fetchall()
    with closing(sqlite3.connect(site.data / "yuanmeng.sqlite3")) as opened:
        return opened.execute(sql).fetchall()


def officer(site: Site) -> int:
    ((person,),) = rows(
        site, "SELECT user_id FROM accounts_post WHERE role = 'service_officer' ORDER BY user_id LIMIT 1"
    )
    return int(person)


def writer(site: Site, name: str, *, careless: bool = False) -> Writer:
    browser = Browser(site)
    browser.sign_in(officer(site))
    return Writer(browser, PAGE, {**FORM, "name": name}, careless=careless)


def _each_answered_again(writers: list[Writer]) -> None:
    """However slow the machine, there is something acknowledged to lose before each kill."""
    before = [len(one.acknowledged) for one in writers]
    end = time.monotonic() + 120
    while any(len(one.acknowledged) == count for one, count in zip(writers, before, strict=True)):
        assert time.monotonic() < end, [one.fault for one in writers]
        time.sleep(0.02)


def test_kills_under_writes_lose_nothing_and_double_nothing(demo: Site) -> None:
    demo.start()
    before = Counter(name for (name,) in rows(demo, "SELECT name FROM register_organisation"))
    writers = [writer(demo, f"泉北{number}号食品有限公司") for number in range(3)]
    careless = writer(demo, "泉南没有编号的店", careless=True)
    chance = random.Random(7)
    with writing([*writers, careless]):
        for _kill in range(KILLS):
            _each_answered_again(writers)
            time.sleep(chance.uniform(0, 0.5))
            demo.kill()
            demo.start()
    demo.stop()

    stored = Counter(name for (name,) in rows(demo, "SELECT name FROM register_organisation")) - before
    keys = dict(rows(demo, "SELECT name, id FROM register_organisation"))
    events = Counter(str(op).replace("-", "") for (op,) in rows(demo, "SELECT op FROM ledger_event"))
    for one in writers:
        assert len(one.acknowledged) > KILLS / 4
        for said in one.acknowledged:
            assert (stored[said.name], events[said.op.replace("-", "")]) == (1, 1)
            assert said.where == f"/firms/{keys[said.name]}/"
    assert {name for name, count in stored.items() if count > 1 and not name.startswith("泉南")} == set()
    assert sum(one.attempts - len(one.acknowledged) for one in writers) > 0, "no kill hit a request"
    assert json.loads(demo.run("verify", "--json"))["faults"] == []
    if not demo.database:
        assert rows(demo, "PRAGMA integrity_check") == [("ok",)]


def test_the_same_form_twice_is_one_record_and_with_new_ids_two(demo: Site) -> None:
    """The second half is the broken twin: a client that makes a new id for each attempt doubles what it writes."""
    demo.start()
    browser = Browser(demo)
    browser.sign_in(officer(demo))
    form = {**FORM, **hidden(browser.get(PAGE)[2]), "name": "泉西食品有限公司"}
    answers = [browser.post(PAGE, form)[:2] for _time in range(3)]
    assert len(set(answers)) == 1
    assert answers[0][0] == 302
    doubled = [browser.post(PAGE, {**form, "name": "泉南食品有限公司", "op": str(uuid4())})[:2] for _time in range(2)]
    assert [status for status, _where in doubled] == [302, 302]
    assert len({where for _status, where in doubled}) == 2
    demo.stop()
