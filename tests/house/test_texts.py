"""Chinese is the source of every text, English stands complete beside it (DESIGN §8)."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from tests.house.reading import SOURCE

ROOMS = sorted(file.parent.name for file in SOURCE.glob("*/locale"))
ENGLISH = Path("locale/en/LC_MESSAGES/django.po")
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")
pytestmark = pytest.mark.skipif(shutil.which("xgettext") is None, reason="NOT PROVEN: gettext is not installed")


def lacking(po: polib.POFile) -> list[str]:
    """Texts without English, with unsure English, or whose English names other values."""
    found = []
    for entry in po:
        english = [entry.msgstr, *entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
        if entry.obsolete:
            found.append(f"no longer used: {entry.msgid}")
        elif entry.fuzzy or (any(not text for text in english if text is not None) and not entry.msgid_plural):
            found.append(f"not translated: {entry.msgid}")
        elif not entry.msgid_plural and sorted(PLACE.findall(entry.msgid)) != sorted(PLACE.findall(entry.msgstr)):
            found.append(f"other values: {entry.msgid}")
    return found


def texts(room: Path) -> set[tuple[str | None, str]]:
    """Context and text: what makemessages finds in a room, done in a copy so that nothing here changes."""
    words = [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "--no-wrap"]
    done = subprocess.run(words, cwd=room, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(room / ENGLISH)) if not entry.obsolete}


@pytest.mark.parametrize("room", ROOMS)
def test_english_is_complete(room: str, tmp_path: Path) -> None:
    file = SOURCE / room / ENGLISH
    known = polib.pofile(str(file)) if file.exists() else polib.POFile()
    assert lacking(known) == []
    copy = shutil.copytree(SOURCE / room, tmp_path / room, ignore=shutil.ignore_patterns("static", "__pycache__"))
    assert texts(copy) - {(entry.msgctxt, entry.msgid) for entry in known} == set()


def test_one_text_has_one_english() -> None:
    """The catalogues of all rooms are one at run time: of two translations the last one loaded would win everywhere."""
    said: dict[tuple[str | None, str], set[str]] = {}
    for room in ROOMS:
        for entry in polib.pofile(str(SOURCE / room / ENGLISH)):
            if not entry.obsolete:
                said.setdefault((entry.msgctxt, entry.msgid), set()).add(entry.msgstr)
    assert {text: sorted(english) for text, english in said.items() if len(english) > 1} == {}


def test_planted_gaps_are_found(tmp_path: Path) -> None:
    room = tmp_path / "room"
    (room / "locale/en/LC_MESSAGES").mkdir(parents=True)
    (room / "pages.py").write_text(
        "from django.utils.translation import gettext as _, pgettext\nx = _('领办'), pgettext('类', '领办')\n", "utf-8"
    )
    assert texts(room) == {(None, "领办"), ("类", "领办")}
    po = polib.POFile()
    for entry in (
        polib.POEntry(msgid="空", msgstr=""),
        polib.POEntry(msgid="疑", msgstr="unsure", flags=["fuzzy"]),
        polib.POEntry(msgid="旧", msgstr="old", obsolete=True),
        polib.POEntry(msgid="有 %(count)s 家", msgstr="%(number)s firms"),
        polib.POEntry(msgid="好", msgstr="good"),
    ):
        po.append(entry)
    assert lacking(po) == [
        "not translated: 空",
        "not translated: 疑",
        "no longer used: 旧",
        "other values: 有 %(count)s 家",
    ]
