"""`yuanmeng suggest alliances FILE.csv --out OUT.csv`: one line for each firm of any CSV; needs no database."""

from __future__ import annotations

import argparse
import csv
import re
import sys
from pathlib import Path

from yuanmeng.core.classify.reading import plain
from yuanmeng.core.classify.suggesting import NONE, suggest
from yuanmeng.core.csv_text import rows_of

COLUMNS = {
    "code": (
        "统一社会信用代码 社会信用代码 信用代码 统一信用代码 统一代码 组织机构代码 注册号 纳税人识别号 税号 creditcode "
        "uscc code socialcreditcode unifiedsocialcreditcode unifiedcreditcode creditno taxid"
    ),
    "name": (
        "企业名称 单位名称 公司名称 名称 机构名称 企业名 公司名 单位 企业 市场主体名称 纳税人名称 字号名称 name "
        "company companyname firm firmname enterprise enterprisename entname orgname organisation organization"
    ),
    "scope": (
        "经营范围 业务范围 主营业务 经营项目 主要业务活动 主营产品 经营内容 经营(业务)范围 许可经营范围 scope "
        "businessscope operatingscope opscope business businessrange"
    ),
}
"""Names of the three columns as offices and exports write them, compared without spaces, case and underscores."""
FIELDS = {spelled: field for field, names in COLUMNS.items() for spelled in names.split()}
OUT = ("credit_code", "alliance", "industry_division", "confidence", "reason")
CODE = re.compile(r"[0-9A-HJ-NP-RT-UW-Y]{18}", re.IGNORECASE)
NAMED = re.compile(
    r"(公司|厂|店|社|中心|行|所|部|院|会|集团|站|馆|队|户|场|校|园|处|室|铺|坊|庄|楼|吧|局|库|段|网点)(\(.*\))?$"
)
ODD = re.compile(r"[\d\s.,:/年月日()万元n/a-]*", re.IGNORECASE)
FORMULA = frozenset("=+-@＝＋－＠")
"""A cell that starts with one of these would be a live formula in a spreadsheet, so it is written as text."""
TITLE_ROWS = 10
Columns = dict[str, int]


def main(argv: list[str]) -> int:
    """Exit status 0 when every row was answered, 2 when the file cannot be read at all."""
    parser = argparse.ArgumentParser(
        prog="yuanmeng suggest alliances", description="按名称和经营范围建议行业大类和联盟"
    )
    parser.add_argument("file", type=Path, help="任意企业 CSV（UTF-8、GBK/GB18030、UTF-16；列名中英文均可）")
    parser.add_argument("--out", type=Path, required=True, help="结果 CSV：" + ",".join(OUT))
    asked = parser.parse_args(argv)
    try:
        rows = rows_of(asked.file.read_bytes())
    except OSError as error:
        print(f"无法读取 {asked.file}：{error.strerror}。", file=sys.stderr)
        return 2
    columns, start = columns_of(rows)
    if "name" not in columns and "scope" not in columns:
        print(f"{asked.file} 中没有找到“企业名称”或“经营范围”列，请检查表头。", file=sys.stderr)
        return 2
    count = unsure = 0
    with asked.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(OUT)
        for row in rows[start:]:
            line = answer(row, columns)
            count, unsure = count + 1, unsure + line[4].startswith("需要人工判断")
            writer.writerow(line)
    print(f"共 {count} 行，其中 {unsure} 行需要人工判断；结果写入 {asked.out}。")
    return 0


def columns_of(rows: list[list[str]]) -> tuple[Columns, int]:
    """Where the columns are, and the first row below the heading; title rows above it are passed over."""
    for number, row in enumerate(rows[:TITLE_ROWS]):
        found: Columns = {}
        for at, cell in enumerate(row):
            field = FIELDS.get(re.sub(r"[\s_*:.-]", "", plain(cell)).lower())
            if field:
                found.setdefault(field, at)
        if "name" in found or "scope" in found:
            return found, number + 1
    return {}, 0


def answer(row: list[str], columns: Columns) -> tuple[str, str, str, str, str]:
    """One line of the result. A row whose cells stand in the wrong columns is put right first; none is dropped."""
    cells = {field: row[at].strip() if at < len(row) else "" for field, at in columns.items()}
    code, name, scope = (cells.get(field, "") for field in ("code", "name", "scope"))
    shifted = _misplaced(name, scope)
    if shifted:
        name, scope = _found(row)
        code = code if CODE.fullmatch(plain(code)) else next((c.strip() for c in row if CODE.fullmatch(plain(c))), code)
    if code[:1] in FORMULA:
        code = "'" + code
    said = suggest(name, scope)
    reason = said.reason
    if shifted:
        reason = "需要人工判断（此行的栏目可能错位）：" + reason.removeprefix("需要人工判断（把握不足）：")
    confidence = min(said.confidence, 0.5) if shifted else said.confidence
    return code, said.alliance if said.code else NONE, said.division, f"{confidence:.3f}", reason


def _misplaced(name: str, scope: str) -> bool:
    """Whether a code, a date or a sum stands under the name or the scope, or the scope in the name's cell."""
    wrong = any(plain(cell) and (CODE.fullmatch(plain(cell)) or ODD.fullmatch(plain(cell))) for cell in (name, scope))
    return bool(wrong) or (len(name) > 60 and not NAMED.search(plain(name)))


def _found(row: list[str]) -> tuple[str, str]:
    """The cell that looks like a name, and the longest other cell that is words."""
    words = [cell for cell in row if plain(cell) and not CODE.fullmatch(plain(cell)) and not ODD.fullmatch(plain(cell))]
    name = next((cell for cell in words if len(cell) <= 60 and NAMED.search(plain(cell))), "")
    rest = [cell for cell in words if cell != name and (len(cell) > 40 or re.search("[、，；售]", cell))]
    return name, max(rest, key=len, default="")
