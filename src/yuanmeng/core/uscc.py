"""Unified social credit codes: alphabet, both check digits, kind of organisation (ENT-01 to ENT-03).

GB 32100-2015: 18 characters = department, class, 6 of division, 9 of organisation code, check. GB 11714: the 17th
character checks the 8 before it. Legal codes with a wrong check digit exist (ENT-02): a person compares them with the
licence. A wrong length or alphabet is refused. Nothing is ever repaired.
"""

from __future__ import annotations

from operator import getitem

from yuanmeng.core.text import plain

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: I, O, S, V and Z are never used."""
PLACE = {character: value for value, character in enumerate(ALPHABET)}
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LENGTH = 18
BLOCKS = ("length", "alphabet")
"""Faults that refuse a code. A wrong check digit does not: such codes were issued (ENT-02), a person confirms them."""
LOOK_ALIKES = str.maketrans("IOSVZ", "105U2")
WEIGHED = tuple({char: value * weight for char, value in PLACE.items()} for weight in (*WEIGHTS, 1))
"""Per position, character → value × weight. The check character weighs 1, so the sum of a valid code is 0 mod 31."""
ORGANISATION_WEIGHED = tuple({char: int(char, 36) * weight for char in ALPHABET} for weight in ORGANISATION_WEIGHTS)
"""Positions 9 to 16. GB 11714 counts A as 10 and so on to Z as 35."""
ORGANISATION_CHECK = "0X987654321"
"""The 17th character by the weighted sum mod 11: the sum and it make 0, X counts 10."""


def normal(text: str) -> str:
    """Full-width characters made narrow, upper case, without spaces and hyphens; nothing else is changed."""
    return plain(text).upper().replace("-", "")


def fault(code: str) -> str:
    """What is wrong with a code in normal form: `length`, `alphabet`, `check`, or `` when it is valid."""
    if len(code) != LENGTH:
        return "length"
    try:
        total = sum(map(getitem, WEIGHED, code))
    except KeyError:
        return "alphabet"
    organisation = sum(map(getitem, ORGANISATION_WEIGHED, code[8:16]))
    return "check" if total % 31 or code[16] != ORGANISATION_CHECK[organisation % 11] else ""


def check_digits(first_16: str) -> str:
    """The 17th and 18th character that belong to the first 16. Raises KeyError outside the alphabet."""
    head = first_16 + ORGANISATION_CHECK[sum(map(getitem, ORGANISATION_WEIGHED, first_16[8:])) % 11]
    return head[16] + ALPHABET[-sum(map(getitem, WEIGHED, head)) % 31]


def look_alike(code: str) -> str:
    """The valid code that results when I O S V Z are read as 1 0 5 U 2: to compare with the licence, never applied."""
    likely = code.translate(LOOK_ALIKES)
    return likely if likely != code and not fault(likely) else ""


DEPARTMENTS = {
    ("9", "2"): "",
    ("9", "3"): "firm",
    ("9", "1"): "firm",
    ("5", "1"): "association",
    ("5", "2"): "institution",
    ("5", "3"): "charity",
    ("1", "1"): "department",
    ("1", "2"): "institution",
    ("1", "3"): "association",
}
"""Registering department and class → the kind of unit it suggests (ENT-03); `` for sole traders, who are no unit."""
BRANCH_ENDINGS = (
    "分公司", "支公司", "分行", "支行", "分理处", "营业部", "营业厅", "营业所", "服务部", "办事处", "代表处", "分店",
    "分厂", "分社", "分部", "分校", "分院", "分中心", "储蓄所",
)  # fmt: skip
BANK_ENDINGS = ("银行", "银行有限公司", "银行有限责任公司", "银行股份有限公司")


def suggested_kind(code: str, name: str = "") -> str:
    """The kind of unit that the first two characters and the end of the name suggest, `` when they suggest none."""
    kind = DEPARTMENTS.get((code[:1], code[1:2]), "")
    if kind == "firm" and name.endswith(BRANCH_ENDINGS):
        return "branch"
    return "bank" if kind == "firm" and name.endswith(BANK_ENDINGS) else kind
