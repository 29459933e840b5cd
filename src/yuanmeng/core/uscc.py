"""Unified social credit codes: GB 32100-2015, with the organisation code of GB 11714 inside (ENT-01, ENT-02)."""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: I, O, S, V and Z are never used."""
PLACE = {character: value for value, character in enumerate(ALPHABET)}
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 18
BLOCKS = ("length", "alphabet")
"""Faults that refuse a code. A wrong check digit does not: such codes were issued (ENT-02), a person confirms them."""


def normal(text: str) -> str:
    """Full-width characters made narrow, upper case, without spaces; nothing else is changed."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def fault(code: str) -> str:
    """What is wrong with a code in normal form: `length`, `alphabet`, `check`, or `` when it is valid."""
    if len(code) != LENGTH:
        return "length"
    if not set(code) <= PLACE.keys():
        return "alphabet"
    return "" if code[16:] == check_digits(code[:16]) else "check"


def check_digits(first_16: str) -> str:
    """The 17th and 18th character that belong to the first 16."""
    body = first_16[8:]
    total = sum(ORGANISATION_ALPHABET.index(c) * w for c, w in zip(body, ORGANISATION_WEIGHTS, strict=True))
    head = first_16 + "0123456789X0"[11 - total % 11]
    rest = sum(PLACE[c] * w for c, w in zip(head, WEIGHTS, strict=True)) % 31
    return head[16] + ALPHABET[(31 - rest) % 31]


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


def suggested_kind(code: str) -> str:
    """The kind of unit that the first two characters suggest, `` when they suggest none."""
    return DEPARTMENTS.get((code[:1], code[1:2]), "")
