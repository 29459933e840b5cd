"""Events of the structure as sentences (settings.FIRM_SENTENCES)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "structure.declare_body_kind": _("增加机构类型"),
    "structure.declare_office_kind": _("增加职务类型"),
    "structure.establish": _("设立机构"),
    "structure.dissolve": _("撤销机构"),
    "structure.appoint": _("担任职务"),
    "structure.end_office": _("任职结束"),
    "structure.adopt_charter": _("通过章程"),
    "structure.rotate": _("参加轮值"),
}
