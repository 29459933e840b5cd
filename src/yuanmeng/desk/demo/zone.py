"""Composes the demo zone in memory: no database, so that it can be read and tested as it is."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from yuanmeng.core.uscc import ALPHABET, check_digits
from yuanmeng.desk.demo import words

SEED = 20_261_123
FIRMS = Path(__file__).with_name("firms.csv")
PREFIX = {"association": "51", "charity": "53", "institution": "12", "department": "11"}
"""First two characters of the credit code by kind (ENT-03); firms, branches and banks are 91."""
PER_HEAD = {"1": 95, "2": 110, "3": 80, "5": 160, "6": 55, "7": 35, "8": 22, "4": 70, "9": 18}
"""Revenue per head in 10,000 yuan, by the first digit of the industry."""


@dataclass(slots=True)
class Draft:
    """One organisation and what hangs on it. Money is whole fen."""

    kind: str
    name: str
    uscc: str
    founded: dt.date
    address: str
    scope: str
    industry: str
    alliance: str
    parent: str = ""
    uscc_state: str = "valid"
    source: str = "市场主体登记信息"
    facts: list[tuple[str, dt.date, int, str]] = field(default_factory=list)
    titles: list[tuple[str, str, str, dt.date, dt.date]] = field(default_factory=list)
    contacts: list[tuple[str, str, str, dt.date]] = field(default_factory=list)
    origin: tuple[str, str] | None = None
    former: str = ""


def zone(today: dt.date) -> list[Draft]:
    """Every organisation of the demo zone, as it stands on a day."""
    draw = Random(SEED)  # noqa: S311 - the same zone at every start, nothing secret
    with FIRMS.open(encoding="utf-8", newline="") as file:
        drafts = [_draft(row, draw, today) for row in csv.DictReader(file)]
    _expire_some(drafts, draw, today)
    return drafts + [_double(name, like, source, drafts) for name, like, source in words.DOUBLES]


def _draft(row: dict[str, str], draw: Random, today: dt.date) -> Draft:
    founded = dt.date(int(row["founded"]), draw.randint(1, 12), draw.randint(1, 28))
    draft = Draft(
        kind=row["kind"],
        name=row["name"],
        uscc=credit_code(PREFIX.get(row["kind"], "91"), founded, draw),
        founded=founded,
        address=_address(row, draw),
        scope=_scope(row, draw),
        industry=row["industry"],
        alliance=row["alliance"],
        former=words.FORMER.get(row["name"], ""),
    )
    if row["kind"] in {"branch", "bank"} and not row["capital"]:
        draft.parent = _parent_name(row["name"])
    if row["name"].startswith(("台", "宝岛")) and row["kind"] == "firm":
        draft.origin = (
            "taiwan",
            draw.choice(("台湾同胞投资企业批准证书", "外商投资信息报告：台湾自然人出资", "公司章程：台湾法人持股 60%")),
        )
    draft.facts = _facts(row, draw, today)
    draft.titles = _titles(row, draw, today)
    draft.contacts = _contacts(draw, founded, today)
    if row["name"] == "德润橡胶密封件厂":
        draft.uscc, draft.uscc_state = _wrong_check(draft.uscc), "confirmed"
    return draft


def credit_code(prefix: str, founded: dt.date, draw: Random) -> str:
    """A valid code with the division 000000, which no place has; `MA` marks codes given out since late 2015."""
    body = (
        "MA" + "".join(draw.choices(ALPHABET, k=6)) if founded.year > 2015 else "".join(draw.choices("123456789", k=8))
    )
    first = f"{prefix}000000{body}"
    return first + check_digits(first)


def _wrong_check(code: str) -> str:
    """The last character replaced by the next: a code as the early pilots gave out (ENT-02)."""
    return code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % len(ALPHABET)]


def _parent_name(name: str) -> str:
    for end in ("股份有限公司", "有限公司"):
        if end in name:
            return name[: name.index(end) + len(end)]
    raise ValueError(name)


def _address(row: dict[str, str], draw: Random) -> str:
    road, number = draw.choice(words.ROADS), draw.randint(1, 320)
    if draw.random() < 0.3:
        room = f"{draw.choice(words.PARKS)}{draw.choice('ABCD')}座{draw.randint(1, 12)}0{draw.randint(1, 9)}室"
        return f"济北开发区{road}{number}号{room}"
    if draw.random() < 0.25:
        other = draw.choice([each for each in words.ROADS if each != road])
        return f"济北开发区{road}与{other}交叉口东{draw.randint(1, 9)}00米"
    return f"济北开发区{road}{number}号"


def _scope(row: dict[str, str], draw: Random) -> str:
    if not row["scope"] or row["kind"] not in {"firm", "branch"}:
        return row["scope"]
    tail = draw.choice(words.TAILS)
    licensed = row["scope"] + words.LICENSED
    return f"许可项目：{licensed} 一般项目：{tail}{words.FREE}" if tail else licensed


def _facts(row: dict[str, str], draw: Random, today: dt.date) -> list[tuple[str, dt.date, int, str]]:
    """Three year-ends; some kinds and years are missing on purpose, some firms stopped reporting."""
    people, stopped = int(row["people"]), draw.random() < 0.12
    per_head = PER_HEAD[row["industry"][0]] * draw.uniform(0.6, 1.5)
    ends = [dt.date(today.year - back, 12, 31) for back in (3, 2, 1)]
    facts = []
    if row["capital"]:
        facts.append(("registered_capital", ends[0], int(row["capital"]) * 1_000_000, "市场主体登记信息"))
    for end in ends[: 1 if stopped else 3]:
        source = f"{end.year} 年度{draw.choice(words.SOURCES)}"
        people = max(2, round(people * draw.uniform(0.93, 1.09)))
        facts.append(("headcount", end, people, source))
        if row["kind"] in {"firm", "bank"} and draw.random() > 0.1:
            revenue = round(people * per_head * draw.uniform(0.9, 1.1))
            facts.append(("revenue", end, revenue * 1_000_000, source))
            facts.append(("assets", end, round(revenue * draw.uniform(0.7, 1.6)) * 1_000_000, source))
    if row["kind"] == "firm" and people > 50 and draw.random() < 0.6:
        facts.append(("party_members", ends[-1], max(3, people // draw.randint(12, 30)), "党务年报"))
        facts.append(("party_organisations", ends[-1], 1, "党务年报"))
    return facts


def _titles(row: dict[str, str], draw: Random, today: dt.date) -> list[tuple[str, str, str, dt.date, dt.date]]:
    titles = []
    for name, level, years, alliances, share in words.TITLES:
        if row["kind"] == "firm" and row["alliance"] in alliances and draw.random() < share:
            issued = today - dt.timedelta(
                days=draw.randint(200, years * 365 + 200) if years > 1 else draw.randint(30, 150)
            )
            issued = max(issued, dt.date(int(row["founded"]) + 1, 1, 1))
            expires = issued + dt.timedelta(days=years * 365)
            titles.append((name, level, f"YS{issued.year}-{draw.randint(1, 9999):04d}", issued, expires))
    return titles


def _expire_some(drafts: list[Draft], draw: Random, today: dt.date) -> None:
    """Move some terms so that they run out soon."""
    held = [draft for draft in drafts if draft.titles]
    for days, draft in zip(words.EXPIRING, draw.sample(held, len(words.EXPIRING)), strict=True):
        name, level, number, issued, expires = draft.titles[0]
        end = today + dt.timedelta(days=days)
        draft.titles[0] = (name, level, number, end - (expires - issued), end)


def _contacts(draw: Random, founded: dt.date, today: dt.date) -> list[tuple[str, str, str, dt.date]]:
    since = max(founded, today - dt.timedelta(days=draw.randint(200, 2000)))
    duties = draw.sample(words.DUTIES, draw.choice((1, 1, 2)))
    return [
        (draw.choice(words.SURNAMES) + draw.choice(words.GIVEN), duty, f"0531-0{draw.randint(0, 9_999_999):07d}", since)
        for duty in duties
    ]


def _double(name: str, like: str, source: str, drafts: list[Draft]) -> Draft:
    """The same firm as an old list wrote it: no code, the same road."""
    twin = next(draft for draft in drafts if draft.name == like)
    return Draft("firm", name, "", twin.founded, twin.address, "", "", "", uscc_state="missing", source=source)
