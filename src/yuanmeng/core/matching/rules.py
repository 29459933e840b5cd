"""The law, limits and the worth of a loan as declared data, each with unit and source; TOML may change values.

A loan of one head from surplus lot i to shortage lot j lasts from max(first) to min(last_i, contract_end_i, last_j):
`days`. It is worth, in fen (1/100 yuan):

    days * ( work * kin/100  +  pay_share/100 * (wage - floor)  -  over_grade * (grade_i - grade_j)
             + alliance [same one]  +  experience * score/100
             - (lodging if lodged, else km * metres/1000) )
    - start  - (journey * metres/1000 if lodged)

every quotient rounded down, then divided by 100 and rounded down: whole yuan a head. A pair worth less than 1 is none.
A pair is lodged where it is beyond the daily commute and both sides accept lodging.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yuanmeng.core.refusals import Invalid


@dataclass(frozen=True, slots=True)
class Term:
    """One declared number."""

    key: str
    name: str
    english: str
    unit: str
    value: int
    low: int
    high: int
    source: str


LIMITS: tuple[Term, ...] = (
    Term("least_days", "最短借用", "shortest loan", "天", 7, 1, 1_830, "firm policy; LAB-19 counts from 7 days"),
    Term("consents", "最少同意人数", "least consents", "人", 1, 0, 1_000_000, "LAB-04: 劳动合同法 art. 35"),
    Term("commute", "最远通勤", "farthest commute", "米", 40_000, 0, 100_000, "agreed distance of the zone"),
    Term("lodged", "住宿最远", "farthest with lodging", "米", 150_000, 0, 400_000, "agreed distance of the zone"),
    Term(
        "day_minutes", "每日工时", "minutes a day", "分钟", 480, 1, 1_440, "LAB-15: 国务院关于职工工作时间的规定 art. 3"
    ),
    Term("week_minutes", "每周工时", "minutes a week", "分钟", 2_400, 1, 10_080, "LAB-15: the same"),
    Term("day_overtime", "每日加班", "overtime a day", "分钟", 60, 0, 180, "LAB-15: 劳动法 art. 41"),
    Term("week_overtime", "每周加班", "overtime a week", "分钟", 498, 0, 498, "LAB-15: 36 hours a month, by 12/52"),
)
"""Overtime counts where the lender certifies it (`suits` has OVERTIME); the sum of both employers must keep within."""
VALUES: tuple[Term, ...] = (
    Term("work", "用工", "a post filled", "分/人日", 20_000, 0, 100_000, "zone's estimate of a day's worth"),
    Term("pay_share", "高于底薪", "pay above the floor", "%", 50, 0, 100, "soft wish: pay not below present"),
    Term("over_grade", "高等级低用", "grade above need", "分/人日·级", 800, 0, 100_000, "soft wish: skill fit"),
    Term("km", "通勤", "commute", "分/人日·公里", 150, 0, 10_000, "soft wish: distance"),
    Term("lodging", "住宿", "lodging", "分/人日", 5_000, 0, 100_000, "cost of board and lodging"),
    Term("journey", "往返", "journey", "分/人·公里", 100, 0, 10_000, "cost of the journey there and back"),
    Term("alliance", "同联盟", "same alliance", "分/人日", 1_000, 0, 100_000, "soft wish: same alliance"),
    Term(
        "experience", "合作经历", "earlier loans", "分/人日", 2_000, 0, 100_000, "soft wish: past ratings, at score 100"
    ),
    Term("start", "入场", "start", "分/人", 15_000, 0, 1_000_000, "LAB-06, LAB-12: papers and training of one head"),
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that some jobs need (LAB-13)."""

    key: str
    name: str
    basis: str


CERTIFICATES: tuple[Certificate, ...] = (
    Certificate("electric", "电工作业", "安全生产法 art. 30"),
    Certificate("welding", "焊接与热切割作业", "安全生产法 art. 30"),
    Certificate("height", "高处作业", "安全生产法 art. 30"),
    Certificate("cooling", "制冷与空调作业", "安全生产法 art. 30"),
    Certificate("chemical", "危险化学品安全作业", "安全生产法 art. 30"),
    Certificate("forklift", "叉车", "特种设备安全法 art. 14"),
    Certificate("crane", "起重机", "特种设备安全法 art. 14"),
    Certificate("pressure", "压力容器", "特种设备安全法 art. 14"),
    Certificate("boiler", "锅炉", "特种设备安全法 art. 14"),
    Certificate("food_health", "健康证明（食品）", "食品安全法 art. 45"),
)
"""Bit k of a need's `certificates` and column k of a lot's `until` mean CERTIFICATES[k]."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason why a pair is no candidate."""

    key: str
    name: str
    english: str


HARD: tuple[Rule, ...] = (
    Rule("LAB-03", "被派遣劳动者不得再派遣", "dispatched workers may not be lent on"),
    Rule("LAB-04", "劳动者同意人数不足", "too few workers have consented"),
    Rule("LAB-14-child", "有未满十六周岁的人", "somebody is under 16"),
    Rule("job", "工种不符", "another job"),
    Rule("distance", "超出距离", "too far"),
    Rule("LAB-01", "同一用人单位", "the same employer"),
    Rule("apart", "已排除", "excluded by a person"),
    Rule("dates", "时间重叠不足", "dates overlap too little"),
    Rule("LAB-05", "劳动合同先到期", "the labour contract ends before"),
    Rule("grade", "等级不足", "grade too low"),
    Rule("shifts", "班次未获接受", "shifts not accepted"),
    Rule("wage", "低于底薪", "pay below the floor"),
    Rule("LAB-13", "证书缺少或到期", "certificate missing or expiring"),
    Rule("LAB-14", "年龄或身体条件不适合", "age or suitability"),
    Rule("LAB-15", "合计工时超限", "hours of both employers exceed the limit"),
    Rule("worth", "不值得", "worth nothing"),
)
"""In the order of testing: a pair is counted under the first rule that removes it, so all counts and the pairs left
add up to (surplus lots x shortage lots).

LAB-03, LAB-04, LAB-14-child look at the surplus lot alone. distance: metres <= min(reach_i, commute), or (away_i and
lodging_j and metres <= lodged). dates: min(last_i, last_j) - max(first) + 1 < max(least_days of rules, i, j); LAB-05:
the same with contract_end_i too. LAB-13: each needed certificate valid through the loan's last day. LAB-14: demands_j
has a bit that suits_i lacks, or ages_i is YOUNG and demands_j has HAZARD, HEAVY or NIGHTLY. LAB-15: day_minutes_i +
day_minutes_j over day_minutes (+ day_overtime where suits_i has OVERTIME), or the same by week.
"""


@dataclass(frozen=True, slots=True)
class Kin:
    """People of `lender_job` can do `need_job` at `percent` of the worth of a post filled."""

    lender_job: int
    need_job: int
    percent: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits and values in force. `rules["least_days"]`."""

    values: Mapping[str, int] = field(default_factory=dict)
    """Only what differs from LIMITS and VALUES."""
    kin: tuple[Kin, ...] = ()

    def __post_init__(self) -> None:
        declared = {term.key: term for term in (*LIMITS, *VALUES)}
        for key, value in self.values.items():
            term = declared.get(key)
            if term is None:
                raise Invalid(f"规则里没有“{key[:40]}”；可用的有：{'、'.join(declared)}。")
            if type(value) is not int or not term.low <= value <= term.high:
                says = f"规则“{key}”（{term.name}）的值“{str(value)[:40]}”不是 {term.low} 到 {term.high} 之间的整数"
                raise Invalid(f"{says}（单位：{term.unit}）。")
        pairs = [(one.lender_job, one.need_job) for one in self.kin]
        if len(set(pairs)) != len(pairs) or any(one == other for one, other in pairs):
            raise Invalid("相近工种（kin）里有重复的一对，或一对里两个工种相同。")
        if any(not 1 <= one.percent <= 100 for one in self.kin):
            raise Invalid("相近工种（kin）的 percent 应在 1 到 100 之间。")

    def __getitem__(self, key: str) -> int:
        if key in self.values:
            return self.values[key]
        return next(term.value for term in (*LIMITS, *VALUES) if term.key == key)


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a rules file: those of `rules_of`, and [wishes] (`wishes.wishes_of`). Raises Invalid."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as failed:
        raise Invalid(f"读不了规则文件“{path}”：{failed.strerror}。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise Invalid(f"规则文件“{path.name}”不是 UTF-8 的 TOML：{broken}。") from None


def rules_of(given: Mapping[str, Any]) -> Rules:
    """Rules from tables [limits] and [values] of key = whole number, [[kin]] lender_job, need_job, percent.

    Raises Invalid naming the key and the value.
    """
    unknown = set(given) - {"limits", "values", "kin"}
    if unknown:
        raise Invalid(f"规则文件里不认识“{min(unknown)}”；可用的有：limits、values、kin、wishes。")
    chosen: dict[str, int] = {}
    for table, terms in (("limits", LIMITS), ("values", VALUES)):
        keys = {term.key for term in terms}
        for key, value in dict(given.get(table, {})).items():
            if key not in keys:
                raise Invalid(f"规则文件的 [{table}] 里没有“{key}”；可用的有：{'、'.join(sorted(keys))}。")
            chosen[key] = value
    return Rules(chosen, tuple(_kin(row) for row in given.get("kin", [])))


def _kin(row: Mapping[str, Any]) -> Kin:
    wanted = ("lender_job", "need_job", "percent")
    if set(row) != set(wanted) or any(type(row[key]) is not int for key in wanted):
        raise Invalid(f"规则文件的 [[kin]] 每项应有三个整数 {'、'.join(wanted)}，这里是“{dict(row)}”。")
    return Kin(row["lender_job"], row["need_job"], row["percent"])
