"""One row → what it wants the register to hold, or what is wrong with it. Nothing is guessed silently.

ENT-01, ENT-02 for codes, ENT-10 for divisions. Ten thousand rows take a tenth of a second, so parsers are cached and a
row makes few objects.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from yuanmeng.core import capital, counts, dates, uscc
from yuanmeng.core.divisions import Gazetteer
from yuanmeng.core.text import SHORT, Unclean, absent, plain, tidy
from yuanmeng.register.importing.fields import COUNTS, DATED, MONEY, Column
from yuanmeng.register.importing.reading import Line

KINDS = (
    (re.compile("分公司|分支机构|非法人|代表机构|办事处|分行|支行|营业部|branch"), "branch"),
    (re.compile("协会|商会|学会|联合会|社会团体|association"), "association"),
    (re.compile("基金会|慈善|charity|foundation"), "charity"),
    (re.compile("事业单位|民办非企业|社会服务机构|学校|institution"), "institution"),
    (re.compile("机关|行政单位|政府部门|department"), "department"),
    (re.compile("^(商业)?银行$|^bank$"), "bank"),
    (re.compile("^企业$|^公司$|^firm$|^company$"), "firm"),
)
LONGEST = {
    "name": 200,
    "address": 300,
    "scope": 20_000,
    "former_name": 200,
    "contact_name": 50,
    "contact_role": 50,
    "contact_phone": 30,
}
INDUSTRY = re.compile(r"[A-T]|[A-T]?\d{2,4}")
NOBODY = ("", "", "")
"""Name, role and phone of no contact."""
REFUSING = frozenset({"code_length", "code_alphabet", "name_missing", "too_long", "unclean", "formula"})
"""Reasons that refuse a row. Every other one holds it until a person decides."""


class Trouble(NamedTuple):
    """What is wrong with a row, once for each cell concerned."""

    reason: str
    field: str
    value: str
    more: str = ""

    @property
    def refuses(self) -> bool:
        """Whether nobody can take the row as it is."""
        return self.reason in REFUSING


class FactValue(NamedTuple):
    """A dated value; `by_founding` when the source gives no date and the day of registration stands in for it."""

    kind: str
    as_of: str
    value: int
    unit: str
    currency: str
    by_founding: bool = False


class Wanted(NamedTuple):
    """What a row says. `` and None mean that it does not say. Dates are ISO text."""

    number: int
    uscc: str
    uscc_state: str
    name: str
    kind: str
    kind_said: bool
    founded: str | None
    division: str
    division_said: bool
    address: str
    scope: str
    industry: str
    facts: list[FactValue]
    contact: tuple[str, str, str]
    contact_as_of: str
    former_name: str


class Judge:
    """Judges rows of one layout. `today` and `as_of` are ISO dates; `as_of` is `` when the file has none."""

    def __init__(self, columns: Collection[Column], gazetteer: Gazetteer, *, as_of: str, today: str) -> None:
        self.place = {each.field: each.index for each in columns if each.field}
        self.header = {each.field: each.header for each in columns if each.field}
        self.measured = [each for each in columns if each.field in {*MONEY, *COUNTS}]
        self.texts = [(field, self.place[field], most) for field, most in LONGEST.items() if field in self.place]
        self.name, self.uscc = self.place["name"], self.place.get("uscc")
        self.carried = frozenset(self.place.values())
        self.gazetteer, self.as_of, self.today = gazetteer, as_of, today

    def read(self, line: Line, accepted: Collection[str] = ()) -> Wanted | list[Trouble]:
        """What the row wants, or everything that is wrong with it. `accepted` names reasons that a person took."""
        cells = line.cells
        troubles: list[Trouble] = []
        texts = self._texts(cells, troubles)
        code, code_state = self._code(cells, troubles, accepted)
        if troubles or line.formulas:
            troubles += self._formulas(line)
        place = self.place
        founded = self._date("founded", cells, troubles, accepted)
        as_of = (self._date("as_of", cells, troubles, accepted) if "as_of" in place else None) or self.as_of
        if founded and founded > self.today and "date_future" not in accepted:
            troubles.append(self._trouble("date_future", "founded", cells))
        facts = self._facts(cells, (as_of, founded or ""), troubles, accepted)
        address, name = texts.get("address", ""), texts.get("name", "")
        division = self._division(cells, (address, code), troubles, accepted)
        industry = self._industry(cells, troubles, accepted) if "industry" in place else ""
        contact = self._contact(texts, as_of, troubles, accepted) if "contact_name" in place else NOBODY
        if troubles:
            return troubles
        said = self._kind(cells)
        return Wanted(
            line.number,
            code,
            code_state,
            name,
            said or uscc.suggested_kind(code, name) or "firm",
            bool(said),
            founded,
            division or (self.gazetteer.of_code(code) if code else ""),
            bool(division),
            address,
            texts.get("scope", ""),
            industry,
            facts,
            contact,
            as_of,
            texts.get("former_name", ""),
        )

    def key(self, line: Line) -> str:
        """The credit code in normal form, for finding repeats."""
        return uscc.normal(line.cells[self.uscc]) if self.uscc is not None else ""

    def carried_cells(self, line: Line) -> dict[str, str]:
        """Field → the cell as it was read, for keeping a held row. Two years of one indicator keep their own places."""
        return {str(index): line.cells[index] for index in sorted(self.carried | {c.index for c in self.measured})}

    def _trouble(self, reason: str, field: str, cells: list[str], more: str = "") -> Trouble:
        return Trouble(reason, field, cells[self.place[field]].strip(), more)

    def _texts(self, cells: list[str], troubles: list[Trouble]) -> dict[str, str]:
        texts = {}
        for field, index, most in self.texts:
            text = cells[index]
            try:
                text = text.strip() if text.isprintable() else tidy(text)
            except Unclean:
                troubles.append(self._trouble("unclean", field, cells))
                continue
            if len(text) > most:
                troubles.append(self._trouble("too_long", field, cells, str(most)))
            texts[field] = "" if len(text) < SHORT and absent(text) else text
        if texts.get("name") == "":
            troubles.append(self._trouble("name_missing", "name", cells))
        return texts

    def _code(self, cells: list[str], troubles: list[Trouble], accepted: Collection[str]) -> tuple[str, str]:
        code = "" if self.uscc is None else uscc.normal(cells[self.uscc])
        wrong = uscc.fault(code)
        if not wrong:
            if code[:2] == "92" and "sole_trader" not in accepted:
                troubles.append(self._trouble("sole_trader", "uscc", cells))
            return code, "valid"
        if not code or absent(code):
            return self._no_code(cells, troubles, accepted)
        if wrong == "check":
            if "wrong_check" not in accepted:
                troubles.append(self._trouble("wrong_check", "uscc", cells))
            return code, "confirmed"
        troubles.append(self._shifted(cells) or self._refused_code(code, wrong, cells))
        return code, ""

    def _no_code(self, cells: list[str], troubles: list[Trouble], accepted: Collection[str]) -> tuple[str, str]:
        shifted = self._shifted(cells) if self.uscc is not None else None
        if shifted:
            troubles.append(shifted)
        elif "no_code" not in accepted:
            troubles.append(Trouble("no_code", "uscc", ""))
        return "", "missing"

    def _refused_code(self, code: str, wrong: str, cells: list[str]) -> Trouble:
        if wrong == "length":
            return self._trouble("code_length", "uscc", cells, str(len(code)))
        return self._trouble("code_alphabet", "uscc", cells, uscc.look_alike(code))

    def _shifted(self, cells: list[str]) -> Trouble | None:
        """A valid code under another header says that the cells moved."""
        for field, index in self.place.items():
            if index != self.uscc and not uscc.fault(uscc.normal(cells[index])):
                return self._trouble("shifted", "uscc", cells, self.header[field])
        return None

    def _formulas(self, line: Line) -> list[Trouble]:
        fields = {index: field for field, index in self.place.items()}
        return [Trouble("formula", fields[i], line.cells[i]) for i in line.formulas if i in fields]

    def _date(self, field: str, cells: list[str], troubles: list[Trouble], accepted: Collection[str]) -> str | None:
        index = self.place.get(field)
        if index is None or not cells[index]:
            return None
        try:
            return _day(cells[index])
        except dates.Unclear:
            if "date" not in accepted:
                troubles.append(self._trouble("date", field, cells))
            return None

    def _facts(
        self, cells: list[str], days: tuple[str, str], troubles: list[Trouble], accepted: Collection[str]
    ) -> list[FactValue]:
        facts = []
        for each in self.measured:
            text = cells[each.index]
            if text:
                fact = self._fact(each, text, days, troubles)
                if isinstance(fact, FactValue):
                    facts.append(fact)
                elif fact and fact.reason not in accepted:
                    troubles.append(fact)
        return facts

    def _fact(
        self, column: Column, text: str, days: tuple[str, str], troubles: list[Trouble]
    ) -> FactValue | Trouble | None:
        try:
            money = capital.read(text, column.unit) if column.field in MONEY else counts.read(text)
        except capital.Unclear as unclear:
            return Trouble(f"money_{unclear.reason}", column.field, text)
        except counts.Unclear:
            return Trouble("count", column.field, text)
        if money is None:
            return None
        as_of = column.as_of or days[0]
        by_founding = not as_of and column.field == "registered_capital"
        as_of = as_of or (days[1] if by_founding else "")
        if not as_of:
            return None if troubles else Trouble("as_of_missing", column.field, text)
        if isinstance(money, int):
            return FactValue(
                column.field, as_of, money, "person" if column.field != "party_organisations" else "count", ""
            )
        return FactValue(column.field, as_of, money.fen, "fen", money.currency, by_founding)

    def _division(
        self, cells: list[str], known: tuple[str, str], troubles: list[Trouble], accepted: Collection[str]
    ) -> str:
        index, city = self.place.get("division"), self.place.get("city")
        town = cells[city] if city is not None else ""
        said = plain(cells[index]) if index is not None else ""
        if not said or absent(said):
            return self.gazetteer.of_address(known[0], town, known[1]) if known[0] else ""
        if len(said) == 6 and said.isascii() and said.isdigit():
            return self.gazetteer.now(said)
        found = self.gazetteer.of_address(said, town, known[1])
        if not found and "division_code" not in accepted:
            troubles.append(self._trouble("division_code", "division", cells))
        return found

    def _industry(self, cells: list[str], troubles: list[Trouble], accepted: Collection[str]) -> str:
        index = self.place.get("industry")
        code = plain(cells[index]).upper() if index is not None else ""
        if not code or absent(code):
            return ""
        if INDUSTRY.fullmatch(code):
            return code
        if "industry_code" not in accepted:
            troubles.append(self._trouble("industry_code", "industry", cells))
        return ""

    def _contact(
        self, texts: dict[str, str], as_of: str, troubles: list[Trouble], accepted: Collection[str]
    ) -> tuple[str, str, str]:
        name = texts.get("contact_name", "")
        if name and not as_of and not troubles and "as_of_missing" not in accepted:
            troubles.append(Trouble("as_of_missing", "contact_name", name))
        return (name if as_of else "", texts.get("contact_role", ""), texts.get("contact_phone", ""))

    def _kind(self, cells: list[str]) -> str:
        index = self.place.get("kind")
        text = cells[index] if index is not None else ""
        return "" if text in {"", "N/A"} else _said_kind(text)


@lru_cache(maxsize=8192)
def _day(text: str) -> str | None:
    """ISO text of the day, None when the source has none."""
    day = dates.read(text)
    return day.isoformat() if day else None


def _said_kind(text: str) -> str:
    plainly = plain(text).lower()
    return next((kind for pattern, kind in KINDS if pattern.search(plainly)), "")


def dated_headers(columns: Collection[Column]) -> list[str]:
    """Headers of the columns whose values need a day that neither they nor the rows give."""
    if any(each.field == "as_of" for each in columns):
        return []
    return [each.header for each in columns if each.field in DATED and not each.as_of]
