"""What a lesson must not say: names of the firm and its people, numbers by which somebody can be found."""

from __future__ import annotations

import re

from yuanmeng.issues.models import Issue
from yuanmeng.register.models import Contact

NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}|1[3-9]\d{9}|0\d{2,3}-?\d{7,8}"
    r"|[\w.+-]+@[\w-]+\.[\w.-]+)(?![0-9A-Za-z])"
)
"""Identity numbers, credit codes, mobile and fixed telephones, e-mail addresses."""
ENDS = ("股份有限公司", "有限责任公司", "有限公司", "公司", "厂")


def private_words(issue: Issue, text: str) -> list[str]:
    """What of a text would tell whose problem it was, in the order in which it stands there."""
    found = [match.group() for match in NUMBERS.finditer(text)]
    return found + [name for name in _names(issue) if name in text]


def masked(issue: Issue, text: str) -> str:
    """The text with a stand-in for each of them: a beginning for the person who publishes."""
    for name in _names(issue):
        text = text.replace(name, "某企业" if issue.firm and name in issue.firm.name else "某某")
    return NUMBERS.sub("……", text)


def _names(issue: Issue) -> list[str]:
    """The firm's name with and without its legal form, and its contacts' names; the longest first."""
    if issue.firm is None:
        return []
    names = {issue.firm.name, *Contact.objects.filter(organisation=issue.firm_id).values_list("name", flat=True)}
    names |= {issue.firm.name.removesuffix(end) for end in ENDS}
    return sorted((name for name in names if len(name) > 1), key=len, reverse=True)
