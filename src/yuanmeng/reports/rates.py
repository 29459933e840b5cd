"""A rate as it may be said: a share, or why there is none."""

from __future__ import annotations

from django.utils.translation import gettext as _


def share(part: int | None, base: int | None, least: int) -> tuple[str, bool]:
    """What is said of a rate, and whether it is a number. None is a value that the person may not know."""
    if part is None or base is None:
        return _("不显示"), False
    if part > base:
        return _("分子多于分母，不显示"), False
    if base < least:
        return _("不足 %(least)s 条，不显示") % {"least": least}, False
    return f"{100 * part / base:.1f}%", True
