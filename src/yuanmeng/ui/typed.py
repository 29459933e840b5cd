"""What people may type: text without characters that cannot be seen or that turn the reading direction.

`CharField(validators=[plain_text])` for one line, `plain_lines` where line breaks and tabs are meant.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff"
)
"""Control characters, bidirectional marks and overrides, zero-width characters, lone surrogates.

Line breaks and tabs are judged apart. The zero-width joiner (U+200D) is among them, so emoji made of several are
refused too.
"""
BREAKS = "\t\n\r"


@deconstructible
class PlainText:
    """Refuses characters that nobody sees, naming the first one's code and position (counted from 1)."""

    def __init__(self, lines: str = "one") -> None:
        if lines not in {"one", "many"}:
            raise ValueError(f"lines is 'one' or 'many', not {lines!r}")
        self.lines = lines
        self.refused = re.compile(f"[{UNSEEN}{BREAKS if lines == 'one' else ''}]")

    def __call__(self, text: str) -> None:
        found = self.refused.search(text)
        if found:
            facts = {"position": found.start() + 1, "code": f"U+{ord(found.group()):04X}"}
            raise ValidationError(self.sentence(found.group()), code="unseen", params=facts)

    def sentence(self, character: str) -> Any:
        """What is wrong and what to do."""
        if character in BREAKS:
            return _("第 %(position)s 个字符是换行或制表符，本栏只填一行，请删除后重试。")
        return _("第 %(position)s 个字符（%(code)s）是看不见的控制字符，请删除后重试。")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlainText) and self.lines == other.lines

    def __hash__(self) -> int:
        return hash(self.lines)


plain_text = PlainText()
plain_lines = PlainText("many")
