"""Sentences of the core for people: Chinese, and in the reader's language where a translator is plugged in.

The core knows no languages and no Django. The pages plug theirs in at start; the command line on files needs none.
"""

from __future__ import annotations

from collections.abc import Callable

_speak: list[Callable[[str], str]] = [str]


def plug(translator: Callable[[str], str]) -> None:
    """From now on sentences are said by this translator, such as `gettext`."""
    _speak[0] = translator


def said(pattern: str, **parts: object) -> str:
    """The sentence in the reader's language, with its parts filled in; a bare word passes through alike."""
    sentence = _speak[0](pattern) if pattern else ""
    return sentence % parts if parts else sentence


def gettext_noop(text: str) -> str:
    """Mark a word for the catalogue of its room; it is translated where it is said, such as the states of a table."""
    return text
