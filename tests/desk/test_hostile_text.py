"""Every text field of every form on the pages: refused with a sentence or shown harmless, never a fault."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import PUBLIC, Role
from yuanmeng.desk.access.walking import endpoints, path_of
from yuanmeng.desk.actions.rehearsal import build

WHO = (
    "",
    Role.SERVICE_OFFICER,
    Role.FIRM_ADMINISTRATOR,
    Role.SYSTEM_ADMINISTRATOR,
    Role.ZONE_LEADER,
    Role.ALLIANCE_SECRETARY,
    Role.AUDITOR,
)
MARK = "<kanari onload=x>"
HOSTILE = {
    "shown": f"{MARK}</textarea>'\"><script>kanari</script>{{{{ 7|add:7 }}}}{{% now %}}${{7*7}}"
    f"' OR 1=1; --🏭𠮷野家𪚥{'９' * 30}",
    "unseen": "甲\u202e乙\u2066👩\u200d👩\u200b丙\ufeff\r\nSet-Cookie: a=b",
    "nul": "甲\x00乙",
    "number": "9e999",
    "megabyte": "长" * 349_526,
}
"""What every field may show goes in one text, what must be refused apart from it, so that neither hides the other."""
TEXT = {"text", "search", "tel", "url", "email", "password", "textarea", "hidden", "number", "date"}


@dataclass
class Form:
    """One form of a page: where it goes, how, and its fields with type and value."""

    action: str
    method: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """Collects the forms of a page; `raw` counts elements that only our mark could have made."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.path, self.forms, self.raw = path, list[Form](), 0
        self.area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.raw += tag == "kanari"
        if tag == "form":
            self.forms.append(Form(has.get("action") or self.path, has.get("method", "get").lower()))
        name = has.get("name", "")
        if not self.forms or not name or name == "csrfmiddlewaretoken":
            return
        if tag == "textarea":
            self.forms[-1].fields[name] = ("textarea", "")
        if tag in {"input", "button"}:
            self.forms[-1].fields.setdefault(name, (has.get("type", "text"), has.get("value", "")))
        if tag == "select":
            self.forms[-1].fields[name] = ("select", "")
            self.area = name
        if tag == "option" and self.area and has.get("value"):
            self.forms[-1].fields.setdefault(self.area, ("select", has["value"]))


def plausible(kind: str, value: str) -> str:
    """What stands in the other fields while one is attacked."""
    made = {"date": timezone.localdate().isoformat(), "number": "1", "checkbox": "on"}
    return value or made.get(kind, "文字" if kind in TEXT else "")


def attacks(form: Form) -> list[tuple[str, str, dict[str, str]]]:
    """(field, attack, what is sent) for every text field and every hostile text."""
    usual = {name: plausible(kind, value) for name, (kind, value) in form.fields.items() if kind != "file"}
    if "op" in usual:
        usual["op"] = str(uuid4())
    return [
        (name, attack, usual | {name: text})
        for name, (kind, _value) in form.fields.items()
        if kind in TEXT
        for attack, text in HOSTILE.items()
        if not (form.method == "get" and attack == "megabyte")
    ]


@pytest.fixture
def world(db) -> dict:
    return build(by=PUBLIC, op=uuid4())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # downloads nobody reads to the end
def test_no_text_in_any_field_makes_a_fault_or_an_element(world) -> None:
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    wrong, tried = [], 0
    for who in WHO:
        client = Client(raise_request_exception=False)
        if who:
            client.force_login(User.objects.get(pk=world["people"][who]))
        for endpoint in endpoints():
            if endpoint.name.endswith("logout"):
                continue
            path = path_of(endpoint, "own", world["records"])
            page = client.get(path)
            put_away(page)
            if page.streaming or page.status_code != 200 or "html" not in page["Content-Type"]:
                continue
            for form in Forms(page.content.decode(), path).forms:
                key = (form.action.partition("?")[0], form.method, tuple(form.fields))
                if key in seen or "logout" in form.action:
                    continue
                seen.add(key)
                for name, attack, sent in attacks(form):
                    tried += 1
                    wrong += attacked(client, form, (endpoint.name, name, attack), sent)
    gc.collect()  # what an answer left open is found here, not in a later test
    assert wrong == []
    assert tried > 500


def attacked(client: Client, form: Form, what: tuple[str, str, str], sent: dict[str, str]) -> list[object]:
    """What went wrong with one attack, in a transaction that is rolled back."""
    cache.clear()
    with transaction.atomic():
        ask = client.post if form.method == "post" else client.get
        answer = ask(form.action, sent, follow=True)
        body = b"" if answer.streaming else answer.content
        put_away(answer)
        transaction.set_rollback(True)
    if answer.status_code >= 500:
        return [(*what, answer.status_code)]
    html = "html" in answer.headers.get("Content-Type", "")
    raw = Forms(body.decode("utf-8", "replace"), "").raw if html and b"kanari" in body else 0
    return [(*what, "raw element")] if raw else []


def put_away(answer: HttpResponseBase) -> None:
    """Close the file of a download; closing the answer itself would close the test's database."""
    for close in answer._resource_closers:
        close()


def test_the_oracle_sees_a_raw_element() -> None:
    assert Forms(f"<p>{MARK}</p>", "/").raw == 1
    assert Forms("<p>&lt;kanari onload=x&gt;</p>", "/").raw == 0
