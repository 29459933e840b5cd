"""docs/terms.md binds 中文, English and identifier."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "docs/terms.md").read_text(encoding="utf-8").splitlines()
TERMS = [tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in LINES if line.startswith("|")][2:]
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "src/yuanmeng").rglob("*.py") if "migrations" not in path.parts
)
TEXTS = [
    (path.parts[-5], entry.msgid, entry.msgstr)
    for path in sorted((ROOT / "src/yuanmeng").rglob("en/LC_MESSAGES/django.po"))
    for entry in polib.pofile(str(path))
    if not entry.obsolete
]


def test_each_word_stands_once() -> None:
    assert len(TERMS) > 30
    for column in range(3):
        words = [term[column].lower() if column == 1 else term[column] for term in TERMS]
        assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("identifier", [identifier for _zh, _en, identifier in TERMS])
def test_each_identifier_is_used(identifier: str) -> None:
    assert re.search(rf"\b{identifier}\b", SOURCE)


def single(words: str) -> str:
    """Without case and plural: a heading says Firms, a label Firm."""
    return words.lower().removesuffix("s")


def test_the_pages_say_what_the_table_says() -> None:
    english = {zh: en for zh, en, _identifier in TERMS}
    others = [
        (room, zh, shown, english[zh])
        for room, zh, shown in TEXTS
        if shown and zh in english and single(shown) != single(english[zh])
    ]
    assert others == []
    assert len({zh for _room, zh, _shown in TEXTS} & set(english)) > 15
