"""One page for every small form: shows it, keeps what was typed when it is refused, goes back when it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.models import Organisation


def say_errors(form: Form, refused: Invalid) -> None:
    """Put a refusal beside the fields it names; what names no field of the form stands above it."""
    errors: dict[str, list[str]] = refused.facts.get("errors", {})
    for key, said in errors.items():
        for sentence in said:
            form.add_error(key if key in form.fields else None, sentence)
    if not errors:
        form.add_error(None, refused.says)


def form_page(
    request: Asked,
    form: Form,
    write: Callable[[dict[str, Any]], None],
    *,
    firm: Organisation,
    title: str,
    button: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """GET shows the form; POST writes and goes to the firm's page, or shows the form again with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            write(form.cleaned_data)
        except Invalid as refused:
            say_errors(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("register:firm", firm.pk)
    context = {
        "form": form,
        "firm": firm,
        "title": title,
        "button": button,
        "back": reverse("register:firm", args=[firm.pk]),
        "version": request.POST.get("version", firm.version),
    }
    status = 422 if form.errors else 200
    return render(request, "register/form.html", context | (more or {}), status=status)
