"""Two files of one firm become one: its postings, seasons and loans go along, but a firm lends nothing to itself."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from yuanmeng.matching.actions.seasons import keep
from yuanmeng.matching.merging import RELATIONS
from yuanmeng.matching.models import Loan, Lot
from yuanmeng.register.queries.merging import pointing

TODAY = timezone.localdate()


def plan(model: str, column: str, kept, absorbed):
    relation = next(each for each in RELATIONS if (each.model, each.column) == (model, column))
    return relation.plan(relation, kept, absorbed)


def test_every_relation_to_a_firm_is_declared() -> None:
    mine = {pair for pair in pointing() if pair[0].startswith("matching.")}
    assert mine == {(each.model, each.column) for each in RELATIONS}


def test_postings_seasons_and_loans_go_over_with_what_they_are(zone, published) -> None:
    given, need = published("surplus"), published("shortage")
    keep(zone.bakery.pk, 1101, months="s" * 12, heads=(3, 0), version=None, by=zone.bakery_people, op=uuid4())
    loan = Loan.objects.create(
        surplus=given, shortage=need, lender=zone.bakery, borrower=zone.brewery, job=1101, heads=2, since=TODAY,
        until=TODAY + dt.timedelta(30), wage_fen=20_000, state="asked", made_at=timezone.now(),
    )  # fmt: skip
    for model, column, says in (
        ("matching.Lot", "organisation_id", "富余 包装工 12"),
        ("matching.Season", "organisation_id", "包装工"),
        ("matching.Loan", "lender_id", f"包装工 2 {TODAY.isoformat()}"),
    ):
        (change,) = plan(model, column, zone.dairy, zone.bakery)
        assert (change.says, change.after) == (says, {column: zone.dairy.pk})
    (stays,) = plan("matching.Loan", "lender_id", zone.brewery, zone.bakery)
    assert (stays.key, stays.after, bool(stays.note)) == (loan.pk, {}, True)
    assert Lot.objects.filter(organisation=zone.bakery).exists(), "a preview changes nothing"
