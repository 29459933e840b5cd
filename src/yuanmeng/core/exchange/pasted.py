"""A chat message as people write it, read into the fields of an offer or a need for the person to confirm.

Real wording: “我这边有7个人,可以做到年底”, “我们印刷厂需要10名临时工,手工包装纸品” (dossier §1, paste-to-post).
Nothing is guessed: a field is filled only when words of the message say so, and those words are given back.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from yuanmeng.core.numerals import whole
from yuanmeng.core.text import tidy

NUMBER = r"(\d{1,9}|[一二两三四五六七八九十百千万]{1,6})"
OFFERING = (
    r"我(?:们|家|厂|司|方|公司|这边|这里|这儿)?[^,，。;；?？]{0,8}?有"
    r"|可(?:以)?(?:提供|出借|外借|共享|支援|出租|转让)|闲置|富余|空闲|出租|转让|愿意提供"
)
NEEDING = r"(?:急|还|我们|我|厂|公司|方|司)?(?:需要|需|缺)|急求|求购|求租|求助|想找|寻找|招(?:聘|工|人|\d)"
ASKING = r"(?:谁家|哪家|哪个|有没有|有谁|谁)[^,，。;；?？]*[?？,，。;；]?"
WORKER = (
    r"(?!加工|化工|施工|手工|开工|竣工|分工|员工食堂|职工食堂)"
    r"(?:[\u4e00-\u9fff]{1,4}?工(?![艺业厂具程段序位作])|[\u4e00-\u9fff]{0,3}(?:司机|师傅|保安|保洁|质检员|检验员|理货员))"
)
"""A worker by trade, such as 分拣工 or 叉车司机; not 加工, 工艺, 工位."""
KINDS = {
    "labour": r"\d\s*(?:个|名|位)?\s*(?:人(?![民才])|工人|员工|师傅)"
    r"|[个名位]\s*" + WORKER + r"|临时工|小时工|季节工|工人|操作工|普工|包装工|叉车工|焊工|电工|劳动力|用工",
    "finance": r"贷款|融资|资金|授信|担保|保理|贴息",
    "technology": r"技术|工艺|专利|研发|检测|配方|软件|自动化改造",
    "expertise": r"专家|顾问|咨询|教授|工程师指导",
    "equipment": r"设备|机床|加工中心|叉车(?!工|证|司机|师傅)|模具|生产线|仪器|发电机|台架",
    "space": r"厂房|仓库|库房|场地|车间|办公室|冷库|宿舍|会议室|平方米|平米|㎡",
    "logistics": r"物流|运输|货车|车皮|拼车|拼柜|发货|配送|班车",
    "procurement": r"采购|团购|原料|原材料|包材|纸箱",
    "product": r"成品|库存|尾货|副产品|下脚料|边角料|废料|余热|蒸汽",
    "training": r"培训|讲座|考证|取证|实训|复审|(?:叉车|操作|上岗|作业|焊工|电工)证",
}
UNITS = r"(人|名|位|台|套|间|吨|件|箱|辆|平方米|平米|㎡|万元|元|天|场|次|条)"
QUANTITY = re.compile(NUMBER + r"\s*(?:多|余)?\s*个?\s*" + UNITS)
WORKERS = re.compile(NUMBER + r"\s*(?:多|余)?\s*个\s*(?=" + WORKER + ")")
"""“12个分拣工” counts people without a unit of its own."""
SAME_UNIT = {"名": "人", "位": "人", "平米": "平方米", "㎡": "平方米"}
MONTH_DAY = r"(?:(\d{4})年)?(\d{1,2})(?:月|\.|/)(\d{1,2})(?:日|号)?"
SPAN = re.compile(MONTH_DAY + r"\s*(?:到|至|-|—|－|~|～)\s*" + MONTH_DAY)
UNTIL = re.compile(r"(?:到|至|截止|截至)\s*" + MONTH_DAY + r"|" + MONTH_DAY + r"\s*(?:前|之前|为止)")
UNTIL_MONTH = re.compile(r"(?:到|至)(?:(\d{4})年)?(\d{1,2})月(?:底|末|份)?(?!\d)")
WORDED = re.compile(r"(?:到|至)?(今年年底|年底|年末|明年年底|本月底|月底|月末|下月底|下个月底|春节|过年|月中)")
LASTING = re.compile(NUMBER + r"\s*(天|周|个星期|个月|年)")
COUNTED_OUT = re.compile(r"每(?:天|日|周|月)|一天\d|\d元/")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the message says; None or "" where it does not. `words` maps each field to the words that led to it."""

    direction: str = ""
    category: str = ""
    quantity: int | None = None
    unit: str = ""
    since: date | None = None
    until: date | None = None
    title: str = ""
    words: dict[str, str] = field(default_factory=dict)


def read(message: str, today: date) -> Reading:
    """Read one message as of `today`; relative dates (年底, 两个月) count from it. Raises text.Unclean."""
    text = tidy(message)
    words: dict[str, str] = {}
    direction = _direction(text, words)
    category = _category(text, words)
    quantity, unit = _quantity(text, words)
    since, until = _period(text, today, words)
    return Reading(direction, category, quantity, unit, since, until, _title(text), words)


def _direction(text: str, words: dict[str, str]) -> str:
    """“谁家需要…？我这边有…” offers: a question about others is left out first."""
    own = re.sub(ASKING, "", text)
    offering, needing = re.search(OFFERING, own), re.search(NEEDING, own)
    found = min((m for m in (offering, needing) if m), key=lambda m: m.start(), default=None)
    if found is None:
        return ""
    words["direction"] = found.group()
    return "offer" if found is offering else "need"


def _category(text: str, words: dict[str, str]) -> str:
    """The kind whose words stand most often; the first in order of the list on a tie."""
    plain = re.sub(r"[一二两三四五六七八九十百]+(?=\s*(?:个|名|位))", "1", text)
    hits = {kind: re.findall(pattern, plain) for kind, pattern in KINDS.items()}
    best = max(hits, key=lambda kind: len(hits[kind]))
    if not hits[best]:
        return ""
    words["category"] = "、".join(dict.fromkeys(hits[best]))
    return best


def _quantity(text: str, words: dict[str, str]) -> tuple[int | None, str]:
    """The first counted thing that is not a wage, a rate or a span of time."""
    counted = COUNTED_OUT.sub("", text)
    units = (found for found in QUANTITY.finditer(counted) if found.group(2) != "天")
    both = [found for found in (next(units, None), WORKERS.search(counted)) if found]
    if not both:
        return None, ""
    found = min(both, key=lambda match: match.start())
    words["quantity"] = found.group()
    unit = found.group(2) if found.re is QUANTITY else "人"
    number = int(found.group(1)) if found.group(1).isdigit() else whole(found.group(1))
    return number, SAME_UNIT.get(unit, unit)


def _period(text: str, today: date, words: dict[str, str]) -> tuple[date | None, date | None]:
    span = SPAN.search(text)
    if span:
        words["period"] = span.group()
        since = _day(span.group(1), span.group(2), span.group(3), today)
        until = _day(span.group(4) or span.group(1), span.group(5), span.group(6), since or today)
        return (since, until) if since and until else (None, None)
    return None, _until(text, today, words)


def _until(text: str, today: date, words: dict[str, str]) -> date | None:
    for pattern, meaning in ((UNTIL, _to_day), (UNTIL_MONTH, _to_month), (WORDED, _to_word), (LASTING, _to_length)):
        found = pattern.search(text)
        if found:
            words["period"] = found.group()
            return meaning(found, today)
    return None


def _to_day(found: re.Match[str], today: date) -> date | None:
    first = found.groups()[:3] if found.group(2) else found.groups()[3:]
    return _day(first[0], first[1], first[2], today)


def _to_month(found: re.Match[str], today: date) -> date | None:
    month = int(found.group(2))
    if not 1 <= month <= 12:
        return None
    year = int(found.group(1)) if found.group(1) else today.year + (month < today.month)
    return _last_day(year, month)


def _to_word(found: re.Match[str], today: date) -> date | None:
    """年底 and 月底; a festival is moved by the moon, so 春节 and 月中 are left for the person to date."""
    word = found.group(1)
    if "年底" in word or "年末" in word:
        return date(today.year + ("明年" in word), 12, 31)
    if word.startswith("下"):
        after = _last_day(today.year, today.month) + timedelta(days=1)
        return _last_day(after.year, after.month)
    return _last_day(today.year, today.month) if word in {"本月底", "月底", "月末"} else None


def _to_length(found: re.Match[str], today: date) -> date | None:
    """“两个月” ends two months from today, less a day. A length beyond ten years is no period."""
    number = int(found.group(1)) if found.group(1).isdigit() else whole(found.group(1)) or 0
    days = {"天": 1, "周": 7, "个星期": 7, "个月": 30, "年": 365}[found.group(2)] * number
    return today + timedelta(days=days - 1) if 0 < days <= 3650 else None


def _day(year: str | None, month: str, day: str, after: date) -> date | None:
    """The day named; without a year the next one that is not before `after`."""
    try:
        named = date(int(year) if year else after.year, int(month), int(day))
        return named if year or named >= after else named.replace(year=named.year + 1)
    except ValueError:
        return None


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _title(text: str) -> str:
    """The message without questions to others and greetings, at most 40 characters."""
    own = re.sub(ASKING, "", text).strip(" ,，。;；!！?？") or text
    own = re.sub(r"^(?:各位|大家好|你好|您好|领导|老师|朋友们|请问|@\S+)[\s,，!！:：]*", "", own)
    return own[:40]
