"""What must hold before a record is made."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Model

from yuanmeng.core.refusals import Invalid


def require_whole(record: Model, exclude: Sequence[str] = ()) -> None:
    """Check fields, uniqueness and constraints. Raises Invalid with a sentence for each field."""
    try:
        record.full_clean(exclude=list(exclude))
    except ValidationError as error:
        raise Invalid("；".join(error.messages), errors=error.message_dict) from None
