"""Components. Each is a function, so an attribute that it does not declare is refused."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import uuid4

from django import template
from django.db.models import Model
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
TONES = frozenset({"plain", "good", "warn", "bad", "accent"})


@register.filter
def bracketed(text: object) -> str:
    """In the brackets of the page's language, nothing for an empty text."""
    if text in {None, ""}:
        return ""
    return f" ({text})" if (get_language() or "").startswith("en") else f"（{text}）"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; decorative unless labelled."""
    return _icon(name, str(label))


@lru_cache(maxsize=1024)
def _icon(name: str, label: str) -> SafeString:
    """A page shows some sixty of them, the same ones again and again."""
    about = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    sprite = static("vendor/icons.svg")
    return format_html('<svg class="ym-icon" {}><use href="{}#{}"></use></svg>', about, sprite, name)


@register.simple_tag
def op() -> SafeString:
    """The operation id of a form: made once, sent with every retry."""
    return format_html('<input type="hidden" name="op" value="{}">', uuid4())


@register.simple_tag
def version(record: Model) -> SafeString:
    """The version the person sees, checked when writing."""
    return format_html('<input type="hidden" name="version" value="{}">', record.version)  # type: ignore[attr-defined]


@register.simple_tag
def badge(text: str, tone: str = "plain") -> SafeString:
    """A short state or label; colour is never the only sign."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"badge tone {tone!r} is not one of {sorted(TONES)}")
    return format_html('<span class="ym-badge ym-{}">{}</span>', tone, text)


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, wide: str = "") -> dict[str, Any]:
    """A labelled control with help and errors tied to it."""
    widget = bound.field.widget
    ids = [f"{bound.id_for_label}-help"] if bound.help_text else []
    ids += [f"{bound.id_for_label}-errors"] if bound.errors else []
    choice = isinstance(widget, (CheckboxSelectMultiple, RadioSelect))
    check = isinstance(widget, CheckboxInput)
    style = "form-check-input" if check or choice else "form-select" if isinstance(widget, Select) else "form-control"
    attrs: dict[str, str | bool] = {"class": style + (" is-invalid" if bound.errors else "")}
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {"bound": bound, "control": bound.as_widget(attrs=attrs), "check": check, "group": choice, "wide": wide}


@register.inclusion_tag("ui/empty.html")
def empty(text: str, more: str = "", url: str = "", link: str = "") -> dict[str, str]:
    """What stands where a list has nothing: why, and what to do next."""
    return {"text": text, "more": more, "url": url, "link": link}


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """This page's query string with some keys changed; None removes a key."""
    asked: QueryDict = context["request"].GET.copy()
    for key, value in changes.items():
        asked.pop(key, None)
        if value is not None:
            asked[key] = value
    return "?" + asked.urlencode()
