"""What a plan is made from: current postings as the engine reads them, frozen as plain data with the plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from yuanmeng.alliances.models import Membership
from yuanmeng.core.labour.catalogue import Job, jobs
from yuanmeng.core.matching.rules import CERTIFICATES
from yuanmeng.core.matching.schema import ABSENT, ALL_SUIT, HAZARD, HEAVY, NIGHT, NIGHTLY, OPEN, OVERTIME
from yuanmeng.matching.models import Condition, Loan, Lot, Plan
from yuanmeng.matching.queries.lots import current, taken
from yuanmeng.pairing.models import Place

EPOCH = dt.date(1970, 1, 1).toordinal()
BITS = {one.key: 1 << at for at, one in enumerate(CERTIFICATES)}
YOUNGEST = {"adult": 0, "young": 1, "child": 2}
HEAVIEST = 4
DAY, WEEK = 480, 2_400
FAILED = ("refused", "cancelled")


def number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


def date(days: int) -> dt.date:
    """The day of a number."""
    return dt.date.fromordinal(days + EPOCH)


def gathered(day: dt.date, previous: Plan | None = None) -> dict[str, Any]:
    """Open postings with heads left on a day, pins, exclusions, and pairs that a firm declined before.

    Keys, codes, metres, days and fen; no names. `previous` adds the pairs that were declined there.
    """
    lots = Lot.objects.filter(current(day)).order_by("pk")
    rows = list(lots)
    used = taken(lots)
    firms = {row.organisation_id for row in rows if row.organisation_id}
    places = {
        pk: (x, y)
        for pk, x, y in Place.objects.filter(organisation__in=firms).values_list("organisation_id", "x_m", "y_m")
    }
    alliances = dict(
        Membership.objects.filter(organisation__in=firms, state="member")
        .order_by("-pk")
        .values_list("organisation", "alliance")
    )
    middle = _middle(list(places.values()))
    around = {"places": places, "alliances": alliances, "middle": middle, "day": day, "used": used}
    kept = {side: [_row(row, around) for row in rows if row.side == side] for side in ("surplus", "shortage")}
    found: dict[str, Any] = {side: [row for row in lines if row["heads"] > 0] for side, lines in kept.items()}
    found["unplaced"] = sorted(pk for pk in firms if pk not in places)
    return found | {"day": day.isoformat(), "seed": 1, **_conditions(found, previous)}


def _middle(places: list[tuple[int, int]]) -> tuple[int, int]:
    """Where firms without a recorded place are taken to be: the middle of the others."""
    if not places:
        return 0, 0
    xs, ys = sorted(x for x, _y in places), sorted(y for _x, y in places)
    return xs[len(xs) // 2], ys[len(ys) // 2]


def _row(lot: Lot, around: dict[str, Any]) -> dict[str, int]:
    """One posting in the columns of the engine's schema."""
    firm = lot.organisation_id or 0
    x, y = around["places"].get(firm, around["middle"])
    job = jobs()[lot.job or 0]
    heads = min(lot.heads or 0, lot.willing) if lot.side == "surplus" else lot.heads or 0
    row = {
        "lot": lot.pk, "firm": firm, "job": job.code, "grade": lot.grade,
        "heads": heads - around["used"].get(lot.pk, 0),
        "first": number(max(lot.since or around["day"], around["day"])), "last": number(lot.until or around["day"]),
        "shifts": lot.shifts, "x": x, "y": y, "alliance": around["alliances"].get(firm, ABSENT),
    }  # fmt: skip
    row["batch"] = max(1, min(lot.least, row["heads"]))
    return row | (_surplus(lot) if lot.side == "surplus" else _shortage(lot, job))


def _surplus(lot: Lot) -> dict[str, int]:
    ends = OPEN if lot.contract_until is None else number(lot.contract_until)
    held = {f"until_{code}": ends_of(lot) if code in lot.certificates else ABSENT for code in BITS}
    return held | {
        "floor": lot.wage_fen or 0, "reach": lot.reach_km * 1_000, "away": int(lot.lodging), "contract_end": ends,
        "employment": int(lot.employment == "dispatched"), "consents": lot.willing, "ages": YOUNGEST[lot.youngest],
        "suits": lot.suits & ALL_SUIT, "day_minutes": lot.hours_kept * 60, "week_minutes": lot.hours_kept * 300,
    }  # fmt: skip


def ends_of(lot: Lot) -> int:
    """Certificates of a lot are said to be valid to its last day; each worker's own date is asked before the start."""
    return number(lot.until or dt.date(1970, 1, 1))


def _shortage(lot: Lot, job: Job) -> dict[str, int]:
    minutes, week = lot.hours_day * 60, lot.hours_day * lot.days_week * 60
    demands = HAZARD if lot.exposed or job.hazard else 0
    demands |= HEAVY if job.weight >= HEAVIEST else 0
    demands |= NIGHTLY if lot.shifts & NIGHT else 0
    demands |= OVERTIME if minutes > DAY or week > WEEK else 0
    needed = {*job.certificates, *lot.certificates}
    return {
        "wage": lot.wage_fen or 0, "lodging": int(lot.lodging), "demands": demands, "day_minutes": minutes,
        "week_minutes": week, "certificates": sum(bit for code, bit in BITS.items() if code in needed), "lenders": 0,
    }  # fmt: skip


def _conditions(found: dict[str, Any], previous: Plan | None) -> dict[str, list[list[int]]]:
    """Pins and exclusions in force, declined pairs, and pairs without a certificate that the engine does not know."""
    offers, needs = {row["lot"] for row in found["surplus"]}, {row["lot"] for row in found["shortage"]}
    wishes = Condition.objects.filter(lifted_at=None, surplus__in=offers, shortage__in=needs)
    pins: list[list[int]] = []
    apart: list[list[int]] = []
    for how, surplus, shortage in wishes.order_by("pk").values_list("how", "surplus", "shortage"):
        (pins if how == "pin" else apart).append([surplus, shortage])
    if previous:
        declined = Loan.objects.filter(plan=previous, state__in=FAILED)
        apart += [list(pair) for pair in declined.order_by("pk").values_list("surplus", "shortage")]
        apart += previous.given.get("apart", [])
    return {"pins": pins, "apart": [list(pair) for pair in sorted({*map(tuple, apart + _unknown(found))})]}


def _unknown(found: dict[str, Any]) -> list[list[int]]:
    """Pairs of one job whose lender lacks a certificate outside of the engine's list (driving, lifts, guards)."""
    every = Lot.objects.in_bulk([row["lot"] for side in ("surplus", "shortage") for row in found[side]])
    pairs = []
    for need in found["shortage"]:
        asked = {*jobs()[need["job"]].certificates, *every[need["lot"]].certificates} - set(BITS)
        if asked:
            pairs += [
                [offer["lot"], need["lot"]]
                for offer in found["surplus"]
                if offer["job"] == need["job"] and asked - set(every[offer["lot"]].certificates)
            ]
    return pairs
