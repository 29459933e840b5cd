"""Forms whose choices come from the database, asked before the page is drawn: templates ask nothing."""

from __future__ import annotations

from typing import TypeVar

from django.forms import BaseForm, ModelChoiceField
from django.forms.models import ModelChoiceIterator

F = TypeVar("F", bound=BaseForm)


def loaded(form: F) -> F:
    """The same form, its choices read now."""
    for field in form.fields.values():
        if isinstance(field, ModelChoiceField):
            field.widget.choices = list(ModelChoiceIterator(field))
    return form
