"""What a column may mean, and the names that offices give it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanmeng.core.text import plain

FIELDS = {
    "name": _("单位名称"),
    "uscc": _("统一社会信用代码"),
    "kind": _("类别"),
    "founded": _("成立日期"),
    "registered_capital": _("注册资本"),
    "scope": _("经营范围"),
    "address": _("地址"),
    "division": _("行政区划"),
    "city": _("所在城市（用于判断区县）"),
    "industry": _("行业代码"),
    "former_name": _("曾用名"),
    "headcount": _("从业人员"),
    "revenue": _("营业收入"),
    "assets": _("资产总额"),
    "output": _("产值"),
    "party_members": _("党员人数"),
    "party_organisations": _("党组织数"),
    "contact_name": _("联系人"),
    "contact_role": _("联系人职务"),
    "contact_phone": _("联系电话"),
    "as_of": _("截至日期"),
}
MONEY = ("registered_capital", "revenue", "assets", "output")
COUNTS = ("headcount", "party_members", "party_organisations")
DATED = ("headcount", "revenue", "assets", "output", "party_members", "party_organisations", "contact_name")
"""Values that mean nothing without the day they were true."""
SERIAL = ["序号", "编号", "no", "number", "id", "#"]
SYNONYMS = {
    "name": (
        "名称 企业名称 单位名称 公司名称 机构名称 企业全称 单位全称 公司全称 企业 单位 公司 全称 "
        "市场主体名称 纳税人名称 组织名称 法人单位名称 单位详细名称 企业名 公司名 name company "
        "companyname company_name firm enterprise organisation organization"
    ),
    "uscc": (
        "统一社会信用代码 社会信用代码 信用代码 统一信用代码 社会统一信用代码 统一代码 机构代码 代码 "
        "统一社会信用码 统一社会信用代码/注册号 纳税人识别号 税号 uscc credit_code creditcode code "
        "unifiedsocialcreditcode social_credit_code"
    ),
    "kind": "类别 类型 企业类型 单位类型 机构类型 单位类别 主体类型 市场主体类型 type kind companytype",
    "founded": (
        "成立日期 注册日期 成立时间 注册时间 登记日期 设立日期 设立时间 开业日期 核准日期 registered_on "
        "founded establishedon registration_date established founding_date"
    ),
    "registered_capital": (
        "注册资本 注册资金 注册资本金 资本 认缴资本 认缴出资额 资金数额 出资额 capital "
        "registered_capital registeredcapital"
    ),
    "scope": "经营范围 业务范围 经营业务范围 主营业务 经营范围及方式 scope business_scope businessscope",
    "address": (
        "地址 注册地址 住所 企业地址 单位地址 经营场所 经营地址 住所地址 详细地址 通讯地址 企业住所 "
        "address registered_address"
    ),
    "division": "行政区划 区县 所属区县 区划代码 行政区划代码 所在区县 县区 县市区 division district county",
    "city": "城市 所属城市 地市 所在市 所属地市 city",
    "industry": "行业代码 国民经济行业代码 行业小类代码 行业编码 industry industry_code industrycode",
    "former_name": "曾用名 曾用名称 原名称 原企业名称 变更前名称 former_name formername",
    "headcount": (
        "从业人员 从业人数 员工人数 职工人数 人数 员工数 从业人员数 从业人员期末人数 期末从业人数 "
        "平均用工人数 用工人数 参保人数 headcount employees staff"
    ),
    "revenue": "营业收入 主营业务收入 销售收入 销售额 年营业收入 年销售收入 收入 revenue turnover sales",
    "assets": "资产总额 总资产 资产总计 资产合计 assets total_assets totalassets",
    "output": "产值 工业总产值 总产值 年产值 工业产值 output",
    "party_members": "党员人数 党员数 党员 正式党员 party_members",
    "party_organisations": "党组织数 党组织个数 党支部数 party_organisations",
    "contact_name": "联系人 联系人姓名 企业联系人 负责人姓名 联络员 联系人及职务 contact contact_name",
    "contact_role": "职务 联系人职务 联系人职位 职位 contact_role",
    "contact_phone": (
        "联系电话 联系方式 电话 办公电话 联系人电话 工作电话 企业电话 联系人联系电话 固定电话 phone "
        "telephone tel contact_phone"
    ),
    "as_of": "截至日期 数据日期 统计日期 截止日期 截至时间 数据截至日期 as_of asof",
}
KNOWN = {name: field for field, names in SYNONYMS.items() for name in names.split()}
_BRACKET = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
_YEAR = re.compile(r"^((?:19|20)\d{2})年?(?:度|末|底)?(?=\D)", re.ASCII)
_NOISE = re.compile(r"[\s*:：、.。_\"'“”]+|填写$")
_UNIT = re.compile(r"(?:亿|千万|百万|十万|万|千)?(?:美元|港元|港币|日元|欧元|新台币|人民币元|人民币|元)|万|亿")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place (from 0), its header as shown, what it means (`` = not carried), what it is counted in.

    `as_of` is the last day of the year that the header names (`2021年营业收入`), as ISO text, else ``.
    """

    index: int
    header: str
    field: str = ""
    unit: str = ""
    as_of: str = ""

    def packed(self) -> dict[str, Any]:
        """For keeping in a batch."""
        return asdict(self)


def header_key(header: str) -> str:
    """A header for looking up: without brackets, year, spaces and punctuation, in lower case."""
    return _YEAR.sub("", _bare(header))


def _bare(header: str) -> str:
    return _NOISE.sub("", _BRACKET.sub("", plain(header).casefold()))


def unit_of(header: str) -> str:
    """The money unit named in the header: `营业收入（万元）` and `年产值/万元` are counted in 万元."""
    text = plain(header)
    places = [*_BRACKET.findall(text), *re.split(r"[/,，、:：]", text)[1:]]
    found = (_UNIT.fullmatch(part) for place in places for part in re.split("[,，、:：]", place.removeprefix("单位:")))
    return next((unit[0] for unit in found if unit), "")


def as_of(header: str) -> str:
    """The last day of the year that the header begins with, or ``."""
    year = _YEAR.match(_bare(header))
    return f"{year[1]}-12-31" if year else ""


def meaning(header: str, remembered: dict[str, str]) -> str | None:
    """The field that a header means: what was remembered for the source comes first. None when nobody knows."""
    if header in remembered:
        return remembered[header]
    key = header_key(header).split("/")[0]
    return KNOWN.get(key) or KNOWN.get(header_key(header)) or KNOWN.get(plain(header).casefold())


def column(index: int, header: str, remembered: dict[str, str]) -> Column:
    """The column that a header proposes."""
    field = meaning(header, remembered) or ""
    return Column(
        index,
        header,
        field,
        unit_of(header) if field in MONEY else "",
        as_of(header) if field in {*MONEY, *COUNTS} else "",
    )
