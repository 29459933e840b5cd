"""What a request carries: the operation id, the version seen, whole numbers. Bad values are refused with a sentence."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Invalid
from yuanmeng.ui.typed import plain_lines


def op_of(request: HttpRequest) -> UUID:
    """The operation id made with the form (`{% op %}`). Raises Invalid."""
    try:
        return UUID(request.POST.get("op", ""))
    except ValueError:
        raise Invalid(_("缺少操作编号，请返回并刷新页面后重试。")) from None


def version_of(request: HttpRequest) -> int:
    """The version of the record that the person saw (`{% version record %}`). Raises Invalid."""
    return whole(request.POST.get("version", ""))


def whole(text: str, most: int = 2**63 - 1) -> int:
    """A whole number from 0 to `most`, ASCII digits only. Raises Invalid."""
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= most):
        raise Invalid(_("“%(text)s”不是有效的整数。") % {"text": text[:20]})
    return int(text)


def reason_of(text: str) -> str:
    """A reason that must be given, trimmed. Raises Invalid when it is missing, unclean or over 500 characters."""
    return said(text, 500, _("请写明原因（500 字以内）。"))


def said(text: str, most: int, missing: str) -> str:
    """What must be said in 1 to `most` characters, trimmed. Raises Invalid, with `missing` or what is unclean."""
    if not text.strip() or len(text) > most:
        raise Invalid(missing)
    try:
        plain_lines(text)
    except ValidationError as unclean:
        raise Invalid(" ".join(unclean.messages)) from None
    return text.strip()
