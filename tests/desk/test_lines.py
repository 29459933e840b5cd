"""A line of a visit becomes a problem: in both rooms or in neither."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from tests.visits.conftest import as_, held, said, today, zone  # noqa: F401 - fixtures

from yuanmeng.core.refusals import Denied, IllegalMove, Stale
from yuanmeng.desk.actions.lines import raise_line
from yuanmeng.issues.models import Issue
from yuanmeng.visits.actions.saying import LineSaid
from yuanmeng.visits.models import Line


@pytest.fixture
def line(held) -> Line:  # noqa: F811
    held(lines=(LineSaid("problem", "夜班公交停得早\n职工靠拼车", "district"),))
    return Line.objects.get()


def test_the_line_keeps_its_problem_and_the_problem_its_line(zone, line) -> None:  # noqa: F811
    op = uuid4()
    one, two = (raise_line(line.pk, version=0, by=zone.officer, op=op) for _time in range(2))
    assert one == two
    line.refresh_from_db()
    assert (line.state, line.issue) == ("raised", one.pk)
    issue = Issue.objects.get()
    assert (issue.title, issue.text, issue.triage, issue.firm) == ("夜班公交停得早", line.text, "district", zone.bakery)
    assert (issue.via, issue.source_kind, issue.source_key) == ("visit", "visits.line", line.pk)
    with pytest.raises(IllegalMove):
        raise_line(line.pk, version=1, by=zone.officer, op=uuid4())
    assert Issue.objects.count() == 1, "what was refused in one room was undone in the other"


def test_a_stale_or_strange_hand_raises_nothing(zone, line) -> None:  # noqa: F811
    with pytest.raises(Stale):
        raise_line(line.pk, version=9, by=zone.officer, op=uuid4())
    with pytest.raises(Denied):
        raise_line(line.pk, version=0, by=zone.auditor, op=uuid4())
    assert not Issue.objects.exists()


def test_it_is_one_button_on_the_visit(zone, line, as_) -> None:  # noqa: F811
    client: Client = as_("officer")
    assert "转为诉求" in client.get(f"/visits/{line.visit_id}/").content.decode()
    assert client.get("/work/visit-lines/").context["total"] == 1
    answer = client.post(f"/lines/{line.pk}/raising/", {"op": uuid4(), "version": 0}, follow=True)
    issue = Issue.objects.get()
    body = answer.content.decode()
    assert issue.number in body
    assert f"/issues/{issue.pk}/" in body
    assert client.get("/work/visit-lines/").context["total"] == 0
