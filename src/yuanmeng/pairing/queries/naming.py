"""How records are called in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yuanmeng.pairing.models import InstructorRole


def role_name(role: InstructorRole) -> str:
    """The name in the reader's language; a role without one says so."""
    english = (get_language() or "").startswith("en")
    return (role.name_en if english and role.name_en else role.name) or _("（未定名）")
