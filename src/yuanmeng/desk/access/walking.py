"""Finds every URL of the product and asks each as every role; nothing it asks for stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from uuid import uuid4
from zipfile import ZipFile

from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import Role
from yuanmeng.desk.actions.rehearsal import MARKS, SLUGS

PUBLIC = "public"
WHO = (PUBLIC, *(role.value for role in Role))
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FIRST = (PUBLIC, Role.ZONE_LEADER.value, Role.FIRM_ADMINISTRATOR.value, Role.SYSTEM_ADMINISTRATOR.value)
"""A method that the page does not know is refused before it looks who asks and for what. When these are told 405
nobody else is asked, nor the other firm's page: half of all requests."""
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
NOUNS = {
    "firms": "register.organisation",
    "held": "register.heldrow",
    "rows": "register.heldrow",
    "imports": "register.importbatch",
    "facts": "register.fact",
    "outside-facts": "reports.outsidefact",
    "superior-forms": "reports.superiorform",
    "evaluations": "reports.indicatorsystem",
    "duplicates": "register.likeness",
    "bulk": "register.bulkedit",
    "edits": "register.bulkedit",
    "views": "register.savedview",
    "people": "accounts.user",
    "received": "accounts.feedback",
    "exchange": "exchange.listing",
    "profile": "pairing.profile",
    "profiles": "issues.profile",
    "issuebatches": "issues.issuebatch",
    "lotbatches": "matching.lotbatch",
    "keys": "",
    "pictures": "visits.picture",
    "quiet-periods": "visits.quietperiod",
    "joining": "visits.visit",
}
"""Words of URLs whose record is not the word's own model name; `posts` finds accounts.post by itself."""
FIRM_PEOPLE = (Role.FIRM_ADMINISTRATOR.value, Role.FIRM_STAFF.value)
WORDS = {
    "slug": "firms", "verb": "accept", "who": "MQ", "token": "x", "step": "withdrawal", "number": "1", "form": "html",
}  # fmt: skip
"""What stands for arguments that name no record."""
Keys = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One pattern: its name with the namespace, the pattern as text, its arguments in order."""

    name: str
    route: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one role got: the status, and which marks of the other firm stood in it."""

    endpoint: Endpoint
    method: str
    target: str
    who: str
    status: int
    leaks: bool


def endpoints() -> list[Endpoint]:
    """Every URL of the product, by name."""
    found = {(each.name, each.route): each for each in _endpoints(get_resolver().url_patterns, "", "")}
    return [found[key] for key in sorted(found)]


def _endpoints(patterns: list[URLPattern | URLResolver], route: str, space: str) -> Iterator[Endpoint]:
    for each in patterns:
        here = route + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _endpoints(each.url_patterns, here, f"{space}{each.namespace}:" if each.namespace else space)
        else:
            name = f"{space}{each.name or here}"
            yield Endpoint(name, here, tuple(ARGUMENT.findall(here)))


def targets(endpoint: Endpoint) -> tuple[str, ...]:
    """Asked about the own and the other firm's records where the URL names one."""
    return ("own", "other") if endpoint.arguments else ("",)


def path_of(endpoint: Endpoint, target: str, keys: Keys) -> str:
    """The path with a record of that side for each argument."""
    path = endpoint.route
    for name in endpoint.arguments:
        before = path[: re.search(rf"<(?:\w+:)?{name}>", path).start()]  # type: ignore[union-attr]
        path = re.sub(rf"<(?:\w+:)?{name}>", str(_argument(name, before, target, keys)), path, count=1)
    return "/" + path


def _argument(name: str, before: str, target: str, keys: Keys) -> int | str:
    """The key of the record that the nearest noun of the path, or the argument's name, means; a word for others."""
    words = [*(word for word in before.split("/") if word and not word.isdigit())]
    nouns = [name] if name != "pk" else reversed(words)
    for noun in nouns:
        label = NOUNS.get(noun, "") or _label(noun)
        if label in keys:
            return keys[label][target]
    if name == "digest":
        return f"{target} digest"
    return keys["register.organisation"][target] if name == "pk" else WORDS.get(name, SLUGS[target])


def _label(noun: str) -> str:
    """The label of the model whose name, in the singular or plural, is the noun."""
    single = re.sub(r"ies$", "y", noun) if noun.endswith("ies") else noun.removesuffix("s")
    for model in apps.get_models():
        if model._meta.model_name in {noun, single}:
            return model._meta.label_lower
    return ""


def walk(keys: Keys, people: dict[str, int], *, only: str = "") -> Iterator[Answer]:
    """Ask everything as everybody; each request is rolled back. `only` limits to URL names that contain it."""
    clients = {who: _client(people.get(who)) for who in WHO}
    for endpoint in endpoints():
        if only not in endpoint.name:
            continue
        unknown: dict[str, dict[str, tuple[int, bool]]] = {}
        for target in targets(endpoint):
            path = path_of(endpoint, target, keys)
            for method in METHODS:
                got = unknown.get(method) or {who: _ask(clients[who], method, path, who) for who in FIRST}
                if {got[who][0] for who in FIRST[1:]} == {405}:
                    unknown[method] = got = dict.fromkeys(WHO, (405, False)) | got
                for who, client in clients.items():
                    yield Answer(endpoint, method, target, who, *(got.get(who) or _ask(client, method, path, who)))


def _client(pk: int | None) -> Client:
    client = Client(raise_request_exception=False)
    if pk:
        client.force_login(User.objects.get(pk=pk))
    return client


def _ask(client: Client, method: str, path: str, who: str) -> tuple[int, bool]:
    """One request in a transaction that is rolled back; cookies are put back too, so a sign-out ends nothing.

    Files of downloads are closed one by one: closing the answer itself would close a test's database.
    """
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    with transaction.atomic():
        if method == "POST":
            response = client.post(path, {"op": str(uuid4()), "version": "0"})
        else:
            response = client.generic(method, path)
        leaked = who in FIRM_PEOPLE and leaks(response)
        for close in response._resource_closers:  # type: ignore[attr-defined]
            close()
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code, leaked


def leaks(response: Any) -> bool:
    """Whether a text of the other firm stands in the answer, whatever its status."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with ZipFile(BytesIO(body)) as workbook:
            body = b"".join(workbook.read(name) for name in workbook.namelist())
    return MARKS["other"] in body.decode("utf-8", "replace") + unquote(str(response.headers))
