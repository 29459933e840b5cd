"""Which part of a text a search word met: the text cut into pieces, each marked or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from yuanmeng.core.bigrams import normal

Pieces = list[tuple[str, bool]]


def same(text: str) -> str:
    """The reading of a text that is compared as it stands."""
    return text


def marked(text: str, words: Iterable[str], read: Callable[[str], str] = same) -> Pieces:
    """Cut `text` where the words (in normal form) stand in it, letter by letter of its normal form.

    `read` may turn the normal form into another text of the same length, such as pinyin initials.
    """
    places, letters = _letters(text)
    spelled = read(letters)
    hit = [False] * len(text)
    for word in words:
        for start in _starts(spelled, word):
            for place in places[start : start + len(word)]:
                hit[place] = True
    return _runs(text, hit)


def _letters(text: str) -> tuple[list[int], str]:
    """For every letter of the normal form the place in the text that it comes from, and the letters."""
    pairs = [(place, letter) for place, character in enumerate(text) for letter in normal(character)]
    return [place for place, _letter in pairs], "".join(letter for _place, letter in pairs)


def _starts(text: str, word: str) -> Iterable[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)


def _runs(text: str, hit: list[bool]) -> Pieces:
    """Neighbours that are both marked or both not, joined."""
    pieces: Pieces = []
    for character, on in zip(text, hit, strict=True):
        if pieces and pieces[-1][1] == on:
            pieces[-1] = (pieces[-1][0] + character, on)
        else:
            pieces.append((character, on))
    return pieces
