"""The words of business names and scopes, read once from `lexicon.txt`."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

VERBS = frozenset({"make", "sell", "dev", "fit", "mend", "rent"})


class Sense(NamedTuple):
    """What a word means: `kind` is goods, act, name, skip or one of VERBS; `code` an industry code ("" for verbs)."""

    kind: str
    code: str
    weight: float


class Found(NamedTuple):
    """A word in a text, with its senses."""

    word: str
    senses: tuple[Sense, ...]


class Table:
    """Finds the longest known words of a text from left to right, in time linear in its length."""

    def __init__(self, words: dict[str, tuple[Sense, ...]]) -> None:
        self.words = words
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[0], set()).add(len(word))
        self.lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def find(self, text: str) -> list[Found]:
        """The words in order, not overlapping; separators `;`, `,` and `:` are words of the table."""
        found, at, end, words, lengths = [], 0, len(text), self.words, self.lengths
        while at < end:
            step = 1
            for length in lengths.get(text[at], ()):
                senses = words.get(text[at : at + length])
                if senses:
                    found.append(Found(text[at : at + length], senses))
                    step = length
                    break
            at += step
        return found


SEPARATORS = {mark: (Sense("mark", mark, 0.0),) for mark in ";,:"}


@cache
def tables() -> tuple[Table, Table]:
    """The table for names and the table for scopes."""
    in_names: dict[str, dict[tuple[str, str], Sense]] = {}
    in_scopes: dict[str, dict[tuple[str, str], Sense]] = {}
    for word, sense in _entries((Path(__file__).parent / "lexicon.txt").read_text(encoding="utf-8")):
        shown = sense._replace(kind="act") if sense.kind == "name" else sense
        in_names.setdefault(word, {})[(shown.kind, shown.code)] = shown
        if sense.kind != "name":
            in_scopes.setdefault(word, {})[(sense.kind, sense.code)] = sense
    names = {word: tuple(senses.values()) for word, senses in in_names.items()}
    return Table(names), Table({word: tuple(senses.values()) for word, senses in in_scopes.items()} | SEPARATORS)


def _entries(text: str) -> list[tuple[str, Sense]]:
    """Words and senses in file order, so that a later `name` sense replaces the `act` sense in names."""
    entries = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        code, kind, *words = line.split()
        for item in words:
            word, _star, weight = item.partition("*")
            sense = Sense(kind, code.strip("-"), float(weight or 1))
            entries.append((unicodedata.normalize("NFKC", word), sense))
    return entries
