"""A rate in a briefing is a share with both its numbers, each frozen with its records."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from tests.opened import open_ledger
from tests.reports.conftest import KEY, PART, RATE, THIS_YEAR, draft

from yuanmeng.core.actor import Role
from yuanmeng.core.prose import Citation, read
from yuanmeng.core.refusals import Denied
from yuanmeng.ledger import figures
from yuanmeng.ledger.models import Event
from yuanmeng.reports.actions import writing
from yuanmeng.reports.briefings import live, published, told
from yuanmeng.reports.documents import KINDS, made
from yuanmeng.reports.documents.sheet import sheet
from yuanmeng.reports.models import Publication, PublishedRate
from yuanmeng.reports.queries import digest_of_rate
from yuanmeng.reports.rates import share

CITE = Citation(RATE, str(THIS_YEAR))
TEXT = f"占比{CITE}。"


@pytest.fixture
def briefing(zone, rate):
    return writing.start(values=draft(TEXT), by=zone.officer, op=uuid4())


def publish(zone, briefing):
    briefing.refresh_from_db()
    return writing.publish(briefing.pk, version=briefing.version, unproven=False, by=zone.leader, op=uuid4())


def said(number) -> str:
    return "".join(text for text, _number in told(number))


@pytest.mark.parametrize(
    ("part", "base", "says"),
    [
        (4, 5, ("80.0%", True)), (0, 5, ("0.0%", True)), (4, 4, ("不足 5 条，不显示", False)),
        (6, 5, ("分子多于分母，不显示", False)), (None, 5, ("不显示", False)), (4, None, ("不显示", False)),
    ],
)  # fmt: skip
def test_a_number_or_why_there_is_none(part, base, says) -> None:
    assert share(part, base, 5) == says


def test_both_figures_are_frozen_and_stay(zone, briefing, one_leaves) -> None:
    first = publish(zone, briefing)
    one_leaves()
    assert said(live(read(TEXT), zone.leader)[CITE]) == "不足 3 条，不显示"
    number = published(first)[CITE]
    assert said(number) == "66.7%（2/3）"
    assert [(each.source.figure, each.source.counted.count()) for each in number.parts] == [(PART, 2), (KEY, 3)]
    second = publish(zone, briefing)
    assert said(published(second)[CITE]) == "不足 3 条，不显示"
    assert said(published(first)[CITE]) == "66.7%（2/3）"
    assert Publication.objects.count() == 4
    assert Event.objects.filter(verb="publication.rate").count() == 2


def test_another_briefing_leads_to_the_same_rate(zone, briefing) -> None:
    first = publish(zone, briefing)
    again = publish(zone, writing.start(values=draft(f"又{TEXT}"), by=zone.officer, op=uuid4()))
    assert first.cited == again.cited == {str(CITE): f"rate:{PublishedRate.objects.get().pk}"}


def test_the_draft_opens_both_lists_and_closes_them_to_others(zone, rate, acting) -> None:
    number = live(read(TEXT), zone.leader)[CITE]
    assert said(number) == "66.7%（2/3）"
    assert [each.citation.key for _text, each in told(number) if each] == [PART, KEY]
    assert told(live(read(TEXT), acting())[CITE]) == [("不显示", None)]


def test_who_may_not_know_a_part_does_not_publish_it(zone, briefing, monkeypatch) -> None:
    closed = replace(figures.figures()[PART], whole=False, policy=Nobody())
    monkeypatch.setitem(figures._FIGURES, PART, closed)
    with pytest.raises(Denied):
        publish(zone, briefing)
    assert not Publication.objects.exists()


class Nobody:
    """A policy under which nobody opens a membership."""

    def __init__(self) -> None:
        self.model = figures.figures()[KEY].policy.model

    def among(self, actor, verb="view"):
        return self.model.objects.none()


@pytest.mark.parametrize("form", KINDS)
def test_every_form_has_the_share_with_its_two_numbers(form, zone, briefing) -> None:
    shown = sheet(publish(zone, briefing), "https://zone.example")
    (line,) = shown.lines
    assert "".join(run.text for run in line.runs) == "占比66.7%（2/3）。"
    assert [run.text for run in line.runs if run.link] == ["2", "3"]
    assert [each.value for each in shown.proofs] == ["66.7%", "2个", "3个"]
    assert made(form, shown)


def test_the_proof_says_the_rate_to_everybody(zone, briefing) -> None:
    publish(zone, briefing)
    rate = PublishedRate.objects.get()
    for each in (rate.part, rate.base):
        page = Client().get(f"/proof/{each.digest}/").content.decode()
        assert "66.7%" in page
        assert rate.says in page
        assert f"/proof/{rate.part.digest}/" in page
        assert f"/proof/{rate.base.digest}/" in page
    with open_ledger():
        PublishedRate.objects.update(says="另一个口径")
    assert "核对不符" in Client().get(f"/proof/{rate.part.digest}/").content.decode()


def test_the_chooser_offers_rates_and_the_pages_show_both_numbers(zone, briefing, signed_in) -> None:
    leader = signed_in(Role.ZONE_LEADER)
    chooser = leader.get("/briefings/new/").content.decode()
    assert f'<option value="{RATE}" data-period="rate"' in chooser
    draft = leader.get(f"/briefings/{briefing.pk}/").content.decode()
    assert f'href="/figures/{PART}/?period={THIS_YEAR}"' in draft
    assert f'href="/figures/{KEY}/?period={THIS_YEAR}"' in draft
    publish(zone, briefing)
    edition = leader.get(f"/briefings/{briefing.pk}/editions/1/").content.decode()
    for each in Publication.objects.all():
        assert f'href="/proof/{each.digest}/"' in edition


def test_a_published_rate_is_append_only(zone, briefing) -> None:
    publish(zone, briefing)
    rate = PublishedRate.objects.get()
    assert rate.digest == digest_of_rate(rate)
    assert str(rate) == f"测试比率 {THIS_YEAR}"
    for statement in ("UPDATE reports_publishedrate SET name = ''", "DELETE FROM reports_publishedrate"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
