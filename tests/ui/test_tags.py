"""Small pieces of templates."""

from __future__ import annotations

from django.utils.translation import override

from yuanmeng.ui.templatetags.ui import bracketed


def test_brackets_are_those_of_the_language_and_hold_something() -> None:
    with override("zh-hans"):
        assert (bracketed("件"), bracketed(0)) == ("（件）", "（0）")
    with override("en"):
        assert (bracketed("times"), bracketed(""), bracketed(None)) == (" (times)", "", "")
