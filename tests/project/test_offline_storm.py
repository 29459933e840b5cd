"""Offline storm: however often a visit is delivered, over broken lines and through kill -9, it has one effect.

The whole figure (1,000 visits, 10 times each, 8 phones) is run by bench/offline_storm.py; here a tenth of a tenth.
"""

from __future__ import annotations

from collections import Counter

import pytest
from tests.project.site import Site
from tests.project.storm import Storm, operations, plain
from tests.project.test_kill import officer, rows

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]
VISITS, TIMES, KILLS = 24, 10, 2


def test_every_visit_has_exactly_one_effect(demo: Site) -> None:
    demo.start()
    ((firm,),) = rows(demo, "SELECT id FROM register_organisation WHERE state = 'active' ORDER BY id LIMIT 1")
    storm = Storm(demo, officer(demo), list(operations(VISITS)), int(firm), times=TIMES)
    storm.run(KILLS)
    demo.stop()
    visits = Counter(heard for (heard,) in rows(demo, "SELECT heard FROM visits_visit WHERE heard LIKE 'storm %'"))
    lines = Counter(text for (text,) in rows(demo, "SELECT text FROM visits_line WHERE text LIKE 'storm %'"))
    once = {f"storm {op}": 1 for op in storm.ops}
    assert (dict(visits), dict(lines)) == (once, once)
    events = Counter(plain(op) for (op,) in rows(demo, "SELECT op FROM ledger_event WHERE verb = 'visit.hold'"))
    assert {events[plain(op)] for op in storm.ops} == {1}
    assert {len(answers) for answers in storm.answers.values()} == {1}, "a repeat got another answer"
    assert set(storm.answers) == set(storm.ops)
    assert storm.statuses["cut"] > 0
    assert storm.statuses["200"] > VISITS
