"""Postings and loans for other systems of the zone: `/api/labour/…`, signed in as in the pages.

A machine signs in with a login of its own that holds a post; it sends the session cookie and, for writes, the CSRF
token, like a browser. Every write carries `Operation-Id`, a UUID of the caller: repeated, it gives the first answer.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Header, Query, Router, Schema, Status

from yuanmeng.accounts.api import MOST, REFUSALS, Key, asker
from yuanmeng.matching.actions import lots as actions
from yuanmeng.matching.models import Loan, Lot
from yuanmeng.matching.policy import LOANS, LOTS
from yuanmeng.matching.queries.lots import current

router = Router(tags=["labour"])
Heads = Annotated[int, Field(ge=1, le=2_000_000_000)]
Small = Annotated[int, Field(ge=0, le=500)]


class LotIn(Schema):
    """A posting as a draft; the names are those of the form."""

    side: Literal["surplus", "shortage"]
    organisation: Key
    job: Annotated[int, Field(ge=1000, le=9999)]
    heads: Heads
    least: Annotated[int, Field(ge=1, le=500)] = 1
    grade: Annotated[int, Field(ge=0, le=5)] = 0
    certificates: Annotated[list[str], Field(max_length=20)] = []
    since: dt.date
    until: dt.date
    shifts: Annotated[int, Field(ge=1, le=7)] = 1
    hours_day: Annotated[int, Field(ge=1, le=24)] = 8
    days_week: Annotated[int, Field(ge=1, le=7)] = 5
    wage_fen: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    pay_day: Annotated[int, Field(ge=1, le=28)] | None = None
    willing: Small = 0
    reach_km: Annotated[int, Field(ge=1, le=100)] = 20
    hours_kept: Annotated[int, Field(ge=0, le=12)] = 0
    suits: Annotated[int, Field(ge=0, le=15)] = 0
    employment: Literal["own", "dispatched"] = "own"
    youngest: Literal["adult", "young", "child"] = "adult"
    contract_until: dt.date | None = None
    board: bool = False
    lodging: bool = False
    bus: bool = False
    exposed: bool = False
    place: Annotated[str, Field(max_length=200)] = ""
    hazards: Annotated[str, Field(max_length=500)] = ""
    protection: Annotated[str, Field(max_length=500)] = ""
    training: Annotated[str, Field(max_length=500)] = ""
    text: Annotated[str, Field(max_length=2000)] = ""


class LotOut(Schema):
    """A posting as it stands."""

    pk: int
    version: int
    side: str
    state: str
    organisation: int | None
    job: int | None
    heads: int | None
    since: dt.date | None
    until: dt.date | None
    wage_fen: int | None
    held: list[str]


class LoanOut(Schema):
    """A loan; workers are not part of the interface."""

    pk: int
    state: str
    lender: int
    borrower: int
    job: int
    heads: int
    since: dt.date
    until: dt.date
    wage_fen: int


def _lot(lot: Lot) -> dict[str, Any]:
    names = ("pk", "version", "side", "state", "job", "heads", "since", "until", "wage_fen", "held")
    return {name: getattr(lot, name) for name in names} | {"organisation": lot.organisation_id}


@router.get("/lots", response={200: list[LotOut], **REFUSALS})
def lots(
    request: HttpRequest, side: Literal["surplus", "shortage"], after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0
) -> Any:
    """Current postings in sight, by key; `after` is the last key of the page before."""
    LOTS.demand(asker(request), "browse")
    found = LOTS.among(asker(request), "view").filter(current(), side=side, pk__gt=after)
    return [_lot(lot) for lot in found.order_by("pk")[:MOST]]


@router.post("/lots", response={201: LotOut, **REFUSALS})
def post(request: HttpRequest, given: LotIn, operation_id: Annotated[UUID, Header()]) -> Any:
    """Post as a draft."""
    values = given.dict(exclude={"organisation", "side"})
    lot = actions.post(given.organisation, given.side, values=values, by=asker(request), op=operation_id)
    return Status(201, _lot(lot))


@router.post("/lots/{pk}/publication", response={200: LotOut, **REFUSALS})
def publish(
    request: HttpRequest,
    pk: Key,
    version: Annotated[int, Query(ge=0, le=2**31 - 1)],
    operation_id: Annotated[UUID, Header()],
) -> Any:
    """Publish a draft, when everything is told."""
    return _lot(actions.publish(pk, version=version, by=asker(request), op=operation_id))


@router.get("/loans", response={200: list[LoanOut], **REFUSALS})
def loans(request: HttpRequest, after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0) -> Any:
    """Loans in sight, by key."""
    LOANS.demand(asker(request), "browse")
    found = LOANS.among(asker(request), "view").exclude(state="draft").filter(pk__gt=after)
    return [_loan(loan) for loan in found.order_by("pk")[:MOST]]


def _loan(loan: Loan) -> dict[str, Any]:
    names = ("pk", "state", "job", "heads", "since", "until", "wage_fen")
    return {name: getattr(loan, name) for name in names} | {"lender": loan.lender_id, "borrower": loan.borrower_id}
