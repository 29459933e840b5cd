"""Templates show strings: they ask nothing of the database, and every page stands in the shell (DESIGN §8)."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Engine, Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.downloads import content
from tests.house.reading import SOURCE, included, modules, named_in, parent, queries

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import Role

TEMPLATES = {
    str(file.relative_to(file.parents[[part.name for part in file.parents].index("templates")])): file.read_text(
        "utf-8"
    )
    for file in sorted(SOURCE.rglob("templates/**/*.html"))
}
SHELL = "ui/base.html"
DOCUMENT, PACK = "reports/document.html", "reports/evidence.html"
OWN_LAYOUTS = {SHELL, "400.html", "403.html", "404.html", "500.html", "413.html", "429.html", DOCUMENT, PACK}
"""Pages that stand alone, since the shell itself may be what failed, and the files that leave the house."""


def test_no_template_asks_the_database() -> None:
    found = {name: queries(text) for name, text in TEMPLATES.items()}
    assert {name: tags for name, tags in found.items() if tags} == {}


def test_planted_questions_are_found() -> None:
    assert queries("{% for c in firm.contacts.all %}{{ c.firm_set|length }}{{ x.name|default:y.all }}{% endfor %}") == [
        "for c in firm.contacts.all",
        "c.firm_set|length",
    ]


def top(name: str, templates: dict[str, str]) -> str:
    """Where following `extends` ends."""
    while (above := parent(templates.get(name, ""))) is not None:
        name = above
    return name


def strays(templates: dict[str, str], named: set[str]) -> set[str]:
    """Templates that neither stand in the shell nor are a piece that another template or a tag uses."""
    pieces = {name for text in templates.values() for name in included(text)}
    alone = {name for name, text in templates.items() if "<html" in text or "{% block " in text}
    return {
        name
        for name in templates
        if top(name, templates) not in OWN_LAYOUTS and (name in alone or name not in pieces | named)
    }


def test_every_template_stands_in_the_shell_or_is_a_piece() -> None:
    code = {name for file in modules(SOURCE) for name in named_in(file.read_text(encoding="utf-8"))}
    layouts = {name for name in TEMPLATES if name.startswith(("allauth/", "account/", "mfa/", "usersessions/"))}
    assert strays(TEMPLATES, code | layouts) == set()


def test_planted_strays_are_found() -> None:
    templates = {
        SHELL: "<html>{% block content %}{% endblock %}</html>",
        "a/page.html": '{% extends "ui/base.html" %}{% include "a/piece.html#part" %}',
        "a/piece.html": "<p>",
        "a/bare.html": "<p>",
        "a/own.html": "<html>",
        "a/orphan.html": '{% extends "a/nowhere.html" %}{% block x %}{% endblock %}',
    }
    assert strays(templates, set()) == {"a/bare.html", "a/own.html", "a/orphan.html"}
    assert strays(templates, {"a/bare.html"}) == {"a/own.html", "a/orphan.html"}


@contextmanager
def asked_while_rendering() -> Iterator[list[str]]:
    """SQL that is asked from within a template."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        frames = traceback.extract_stack()
        if any(frame.name == "render_annotated" and "django/template" in frame.filename for frame in frames):
            found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield found


def plain_urls(patterns: list[Any], before: str = "/") -> Iterator[str]:
    """Addresses without parameters."""
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if "<" in address or "(" in address or "^" in address:
            continue
        if isinstance(pattern, URLResolver):
            yield from plain_urls(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address


@pytest.mark.parametrize("role", [Role.SERVICE_OFFICER, Role.ZONE_LEADER, Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR])
def test_no_page_asks_while_it_is_drawn(role: Role, signed_in: Callable[..., Client]) -> None:
    client = signed_in(role)
    client.raise_request_exception = True
    found = {}
    for address in plain_urls(get_resolver().url_patterns):
        if address.startswith("/account/") or "export" in address:  # allauth's own pages; files
            continue
        with asked_while_rendering() as asked:
            answer = client.get(address)
        if answer.streaming:
            content(answer)
        if asked:
            found[address] = asked
    assert found == {}


def test_a_planted_question_while_drawing_is_found(db: None) -> None:
    User.objects.create(username="u", name="甲")
    template = Template("{% for one in people %}{{ one.name }}{% endfor %}", engine=Engine())
    with asked_while_rendering() as asked:
        assert template.render(Context({"people": User.objects.all()})) == "甲"
    assert len(asked) == 1
    with asked_while_rendering() as asked:
        template.render(Context({"people": list(User.objects.all())}))
    assert asked == []
