"""Shared labour of the demo zone: seasons, postings, and a loan in every state, each step by its own action."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from yuanmeng.alliances.models import Membership
from yuanmeng.core.actor import PUBLIC, Actor, Role, Seat, Where
from yuanmeng.core.labour.catalogue import jobs
from yuanmeng.core.labour.hours import last_of
from yuanmeng.desk.demo import labour
from yuanmeng.ledger.actions import action, record
from yuanmeng.matching.actions import hours, loans, lots, papers, plans, seasons, workers
from yuanmeng.matching.links import token_of
from yuanmeng.matching.models import Loan, Lot
from yuanmeng.register.models import Organisation
from yuanmeng.workdays.queries import calendar

DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Market:
    """What the demo is made of; `count` numbers the operations."""

    today: dt.date
    by: Actor
    op: UUID
    firms: dict[str, Organisation]
    others: list[Organisation]
    count: int = 0
    posted: dict[tuple[int, str], Lot] = field(default_factory=dict)

    def next(self) -> UUID:
        """A fresh operation id, the same at every start."""
        self.count += 1
        return uuid5(self.op, str(self.count))


@action("demo.share")
def share(today: dt.date, *, by: Actor, op: UUID) -> int:
    """演示: seasons, postings, loans in every state, and a plan that the worker solves; the number of loans."""
    members = Membership.objects.filter(state="member", organisation__kind="firm").order_by("pk")
    others = [one.organisation for one in members.select_related("organisation")[:40]]
    named = {*(row[0] for row in (*labour.SURPLUS, *labour.SHORTAGE))}
    firms = {firm.name: firm for firm in Organisation.objects.filter(name__in=named)}
    market = Market(today, by, op, firms, [firm for firm in others if firm.name not in named])
    _years(market)
    _postings(market)
    made = _loans(market)
    plans.begin(day=today, by=by, op=market.next())
    record("demo.share", by=by, op=op, loans=len(made))
    return len(made)


def _years(market: Market) -> None:
    for name, job, months, spare, missing in labour.YEARS:
        _year(market, market.firms[name], job, months, (spare, missing))
    for number, firm in enumerate(market.others[:12]):
        months = labour.SLACK_AND_PEAK[number % 4]
        _year(market, firm, labour.OTHERS[number % 5], months, (6 + number % 7, 5 + number % 9))


def _year(market: Market, firm: Organisation, job: int, months: str, heads: tuple[int, int]) -> None:
    seasons.keep(firm.pk, job, months=months, heads=heads, version=None, by=market.by, op=market.next())


def _postings(market: Market) -> None:
    """Those of the firms with demo people, then two dozen of other members; a head count that nobody believes."""
    for name, job, heads, floor, certificates, shifts in labour.SURPLUS:
        more = {"certificates": certificates, "shifts": shifts, "suits": 9 if certificates == ["welding"] else 12}
        values: dict[str, Any] = {"job": job, "heads": heads, "wage_fen": floor, "willing": heads, **more}
        _post(market, market.firms[name], "surplus", values)
    for name, job, heads, wage, text, shifts in labour.SHORTAGE:
        values = {"job": job, "heads": heads, "wage_fen": wage, "text": text, "shifts": shifts}
        _post(market, market.firms[name], "shortage", values)
    for number, firm in enumerate(market.others[:26]):
        kind = jobs()[labour.OTHERS[number * 5 % len(labour.OTHERS)]]
        heads = 3 + number * 7 % 15
        if number % 2:
            more = {"willing": heads - number % 3, "certificates": list(kind.certificates), "suits": 13, "shifts": 3}
            values = {"job": kind.code, "heads": heads, "wage_fen": 16_500 + number * 130, **more}
            _post(market, firm, "surplus", values)
        else:
            values = {"job": kind.code, "heads": heads, "wage_fen": 19_000 + number * 170, "least": 1 + number % 3}
            _post(market, firm, "shortage", values)
    for heads, text in ((33_312_323, "批量招工"), (12, "男性优先，35岁以下")):
        values = {**_dates(market, 0), "job": 2101, "heads": heads, "least": 1, "shifts": 1, "text": text}
        lots.post(market.others[0].pk, "shortage", values=values, by=market.by, op=market.next())


def _dates(market: Market, number: int) -> dict[str, dt.date]:
    return {"since": market.today + (number % 12) * DAY, "until": market.today + (50 + number * 3 % 60) * DAY}


def _post(market: Market, firm: Organisation, side: str, values: dict[str, Any]) -> Lot:
    told = labour.DANGEROUS if jobs()[values["job"]].hazard else labour.TOLD
    full = {
        "least": 1,
        "shifts": 1,
        "reach_km": 25,
        **_dates(market, market.count),
        **values,
    }
    full |= told if side == "shortage" else {}
    lot = lots.post(firm.pk, side, values=full, by=market.by, op=market.next())
    return lots.publish(lot.pk, version=0, by=market.by, op=market.next())


def _loans(market: Market) -> list[Loan]:
    """A loan in every state; the first firms have demo people on one side or the other."""
    food, machines, medical, cloud = (market.firms[row[0]] for row in (labour.SHORTAGE))
    other = market.others
    asked = _loan(market, (machines, food), 1103, 4, (2, 40))
    loans.say_yes(asked.pk, version=0, by=_of(machines), op=market.next())
    _ready(market, _loan(market, (food, other[1]), 1102, 3, (0, 30)))
    refused = _loan(market, (other[2], food), 1103, 5, (1, 30))
    loans.refuse(refused.pk, version=0, reason="本单位旺季提前，暂时抽不出人", by=_of(other[2]), op=market.next())
    dropped = _agreed(market, _loan(market, (cloud, medical), 2156, 2, (3, 33)))
    loans.cancel(dropped.pk, version=dropped.version, reason="新线投产推迟", by=_of(medical), op=market.next())
    running = [
        _started(market, _loan(market, pair, job, heads, (-age, left)))
        for pair, job, heads, age, left in (
            ((other[3], food), 1103, 3, 24, 1),
            ((food, other[4]), 1102, 4, 40, 6),
            ((machines, cloud), 2102, 2, 30, 13),
            ((other[5], other[6]), 2101, 2, 60, -2),
            ((medical, cloud), 2102, 2, 20, 45),
        )
    ]
    _settled(market, running[1])
    papers.report(running[0].pk, kind="near_miss", on=market.today - 2 * DAY, text="托盘滑落，没有人受伤，已整改。",
                  by=_of(food), op=market.next())  # fmt: skip
    renewed = _started(market, _loan(market, (other[7], other[8]), 2101, 2, (-70, 3)))
    after = loans.renew(
        renewed.pk, version=renewed.version, until=renewed.until + 30 * DAY, by=_of(other[8]), op=market.next()
    )
    back = [_back(market, (other[9 + n], (food, machines, medical, cloud)[n % 4]), n) for n in range(6)]
    return [asked, refused, dropped, *running, renewed, after, *back]


def _of(firm: Organisation) -> Actor:
    """The administrator of a firm."""
    return Actor(None, (Seat(Role.FIRM_ADMINISTRATOR, Where.ORGANISATION, firm.pk),), "演示数据")


def _loan(market: Market, pair: tuple[Organisation, Organisation], job: int, heads: int, days: tuple[int, int]) -> Loan:
    """Both postings of a past agreement and the loan that both firms are asked about."""
    since, until = (market.today + days[0] * DAY, market.today + days[1] * DAY)
    both = []
    for firm, side in zip(pair, ("surplus", "shortage"), strict=True):
        told = (
            (labour.DANGEROUS if jobs()[job].hazard else labour.TOLD)
            if side == "shortage"
            else {"willing": heads, "suits": 15}
        )
        lot = Lot(
            side=side, organisation=firm, job=job, heads=heads, least=1, since=since, until=until, wage_fen=20_000,
            state="open", made_by=market.by.user_id, made_at=timezone.now(), **told,
        )  # fmt: skip
        lot.save(force_insert=True)
        record("labour.publish", lot, firm, by=market.by, op=None, side=side, job=job, heads=heads)
        both.append(lot)
    loan = Loan(
        surplus=both[0], shortage=both[1], lender=pair[0], borrower=pair[1], job=job, heads=heads, since=since,
        until=until, wage_fen=20_000, value=210 * heads * (days[1] - days[0] + 1), state="asked",
        made_at=timezone.now(),
    )  # fmt: skip
    loan.save(force_insert=True)
    record("labour.send", loan, *pair, by=market.by, op=None, heads=heads)
    return loan


def _agreed(market: Market, loan: Loan) -> Loan:
    for version, firm in enumerate((loan.lender, loan.borrower)):
        loan = loans.say_yes(loan.pk, version=version, by=_of(firm), op=market.next())
    return loan


def _ready(market: Market, loan: Loan) -> Loan:
    """Workers entered and answered, the agreement drawn up and signed, contracts amended, training held."""
    loan = _agreed(market, loan)
    lender, borrower = _of(loan.lender), _of(loan.borrower)
    day = min(market.today, loan.since)
    held = {code: (loan.until + 90 * DAY).isoformat() for code in jobs()[loan.job].certificates}
    for name in labour.NAMES[: loan.heads]:
        values = {"name": f"{name}（虚构）", "wage_usual_fen": 19_000, "certificates": held}
        worker = workers.add(loan.pk, values=values, by=lender, op=market.next())
        workers.answer(token_of(worker), verb="give", by=PUBLIC, op=market.next())
        workers.prepare(worker.pk, version=1, amended_on=day, suitable="yes", by=lender, op=market.next())
        workers.train(worker.pk, version=2, on=day, hours=8, by=borrower, op=market.next())
    paper = papers.draw_up(loan.pk, kind="cooperation", by=lender, op=market.next())
    papers.sign(loan.pk, paper=paper.pk, on=day, by=borrower, op=market.next())
    return loan


def _started(market: Market, loan: Loan) -> Loan:
    loan = _ready(market, loan)
    return loans.start(loan.pk, version=loan.version, on=loan.since, by=_of(loan.borrower), op=market.next())


def _settled(market: Market, loan: Loan) -> None:
    """A month due and paid on both legs, one line entered wrongly and reversed; hours: lawful, half told, too many."""
    month, lender, borrower = loan.since, _of(loan.lender), _of(loan.borrower)
    wages = loan.wage_fen * 21 * loan.heads
    wrong = papers.book(
        loan.pk, kind="cost_due", fen=120_000, month=month, note="班车费", by=borrower, op=market.next()
    )
    papers.reverse(loan.pk, entry=wrong.pk, note="班车由借入单位自营，重复记账", by=borrower, op=market.next())
    for kind, fen, note, by in (
        ("wage_due", wages, "考勤表和工资单", borrower), ("insurance_due", wages // 4, "社保缴费凭证", borrower),
        ("received", wages + wages // 4, "银行回单", borrower), ("worker_paid", wages, "工资发放表", lender),
    ):  # fmt: skip
        papers.book(loan.pk, kind=kind, fen=fen, month=month, note=note, by=by, op=market.next())
    _worked(market, loan)


def _worked(market: Market, loan: Loan) -> None:
    """The hours of the first month, eight a working day at either firm and some more: lawful, half told, too many."""
    first, days = loan.since.replace(day=1), calendar()
    there, here = days.count(first, loan.since - DAY) * 8, days.count(loan.since, last_of(first)) * 8
    for worker, (more, told) in zip(loan.workers.all(), ((22, True), (0, False), (40, True)), strict=False):
        sides = [(here + more, _of(loan.borrower)), *([(there, _of(loan.lender))] if told else [])]
        for worked, by in sides:
            hours.keep(worker.pk, month=first, minutes=worked * 60, by=by, op=market.next())


def _back(market: Market, pair: tuple[Organisation, Organisation], number: int) -> Loan:
    """A loan of the past two years that ended, most at their end."""
    since = -(700 - number * 110)
    job = labour.OTHERS[number % 5]
    loan = _started(market, _loan(market, pair, job, 2 + number % 3, (since, since + 45)))
    there = list(loan.workers.values_list("pk", flat=True))
    early = number == 4
    ending = ("by_worker_unfit", loan.since + 9 * DAY) if early else ("expired", loan.until)
    return loans.send_back(
        loan.pk, workers=there, version=loan.version, ending=ending, reason="不适应倒班，双方协商" if early else "",
        by=_of(loan.lender), op=market.next(),
    )  # fmt: skip
