"""Text cut into overlapping pieces, so that an ordinary full-text index finds Chinese words of any length.

Every piece of length n of a text is indexed, and the shorter pieces at its end. A word of n or more characters is
looked for by all its pieces of length n, a shorter one as the beginning of a piece. Both may find too much (the
pieces need not be adjacent) and never too little; what is found is checked against the text.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass

NAME, INITIALS, CODE = "", "@", "#"
"""What may be searched for: names, pinyin initials, credit codes. The mark stands before each piece of its kind, so
that letters of a name are not taken for initials."""
LENGTHS = {NAME: 2, INITIALS: 3, CODE: 3}
"""Longer pieces of codes would be rarer, and there would be so many different ones that the index takes twice as long
to build."""
WORDS = 8
"""Words of a query that count."""


@dataclass(frozen=True, slots=True)
class Term:
    """One piece to look for; `prefix` when it is the beginning of a piece."""

    text: str
    prefix: bool = False


def normal(text: str) -> str:
    """NFKC, case folded, letters and digits only: brackets of both widths, spaces and stops do not matter."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def words(query: str) -> list[str]:
    """The words of a query in normal form, without repeats, at most `WORDS`."""
    found = dict.fromkeys(filter(None, map(normal, query.split())))
    return list(found)[:WORDS]


def counted(text: str) -> Counter[str]:
    """Single letters and digits, and overlapping pairs, of a text in normal form, with their counts."""
    return Counter(text[at : at + length] for length in (1, 2) for at in range(len(text) - length + 1))


def pieces(text: str, kind: str) -> str:
    """All pieces of a normal text, the shorter ones at its end included, with the mark of their kind; spaces between.

    One text, because ten thousand names make half a million pieces.
    """
    length = LENGTHS[kind]
    cut = f" {kind}".join([text[start : start + length] for start in range(len(text))])
    return kind + cut if cut else ""


def terms(word: str, kind: str) -> list[Term]:
    """What to look for so that every text containing the word is found; all of them must be there."""
    length = LENGTHS[kind]
    if len(word) < length:
        return [Term(kind + word, prefix=True)]
    return [Term(kind + word[start : start + length]) for start in range(len(word) - length + 1)]


def alternatives(word: str) -> list[list[Term]]:
    """The ways a word may be meant: part of a name, pinyin initials, part of a credit code."""
    ways = [terms(word, NAME)]
    if word.isascii():
        ways.append(terms(word, INITIALS))
        ways.append(terms(word, CODE))
    return ways


def cut(*texts: str) -> str:
    """The pieces of ordinary texts, each once, with spaces between; no piece reaches from one text into the next."""
    return " ".join(dict.fromkeys(" ".join(pieces(normal(text), NAME) for text in texts).split()))
