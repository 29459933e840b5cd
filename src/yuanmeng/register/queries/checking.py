"""A record is whole before it is written: what the models, and the eyes of a reader, demand of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core import uscc
from yuanmeng.core.refusals import IllegalMove, Invalid
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.states import OPEN
from yuanmeng.ui.typed import plain_lines, plain_text

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor


def open_firm(pk: int, by: Actor, verb: str = "edit") -> Organisation:
    """The firm, if the actor may use the verb on it and it may still change. Raises Hidden, Denied, IllegalMove."""
    firm = FIRMS.fetch(by, verb, pk=pk)
    if firm.state not in OPEN:
        raise IllegalMove(_("这份档案已并入其他单位，不能再修改。"), firm=firm.merged_into_id)
    return firm


def not_future(field: str, day: date | None) -> None:
    """Raises Invalid for a day after today."""
    if day and day > timezone.localdate():
        raise Invalid(_("日期不能晚于今天。"), errors={field: [_("不能晚于今天")]})


def require_whole(record: models.Model) -> None:
    """Raises Invalid with `errors` {field: [sentences]} for empty, too long, doubled or unreadable values."""
    errors = unreadable(record)
    try:
        record.full_clean(exclude={*errors, *_not_given(record)})
    except ValidationError as wrong:
        errors |= wrong.message_dict
    if errors:
        raise Invalid(_sentence(record, errors), errors=errors)


def unreadable(record: models.Model) -> dict[str, list[str]]:
    """The texts with control, zero-width or bidirectional characters, and the long ones with too many."""
    errors: dict[str, list[str]] = {}
    for field in record._meta.concrete_fields:
        text = getattr(record, field.attname)
        if isinstance(text, str) and isinstance(field, (models.CharField, models.TextField)):
            try:
                (plain_lines if isinstance(field, models.TextField) else plain_text)(text)
                MaxLengthValidator(field.max_length or len(text))(text)
            except ValidationError as wrong:
                errors[field.name] = wrong.messages
    return errors


def _not_given(record: models.Model) -> set[str]:
    """Fields that may be NULL and are; Django would ask forms to fill them."""
    return {f.name for f in record._meta.concrete_fields if f.null and getattr(record, f.attname) is None}


def _sentence(record: models.Model, errors: dict[str, list[str]]) -> str:
    """All errors in one sentence, each with the name of its field."""
    names = {field.name: str(field.verbose_name) for field in record._meta.concrete_fields}
    parts = [f"{names[key]}：{' '.join(said)}" if key in names else " ".join(said) for key, said in errors.items()]
    return " ".join(parts)


def code_or_refusal(text: str, *, confirmed: Any = False) -> tuple[str | None, str]:
    """A credit code in normal form and its state; `confirmed` says that a person compared it with the licence.

    Raises Invalid for a wrong length or alphabet, and for a wrong check digit that nobody confirmed (ENT-02).
    """
    code = uscc.normal(text)
    if not code:
        return None, "missing"
    found = uscc.fault(code)
    if found == "length":
        says = _("统一社会信用代码应为18位，现为%(count)s位，请对照营业执照核对。") % {"count": len(code)}
        raise Invalid(says, errors={"uscc": [says]})
    if found == "alphabet":
        wrong = "".join(dict.fromkeys(c for c in code if c not in uscc.PLACE))
        says = _("统一社会信用代码中不会出现“%(wrong)s”（字母I、O、S、V、Z不使用），请对照营业执照核对。") % {
            "wrong": wrong
        }
        raise Invalid(says, errors={"uscc": [says]})
    if found == "check" and not confirmed:
        says = _("统一社会信用代码的校验位不符。请对照营业执照逐位核对；确实如此，请勾选“已核对执照”。")
        raise Invalid(says, errors={"uscc": [says]})
    return code, "confirmed" if found else "valid"
