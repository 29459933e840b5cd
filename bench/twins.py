"""What the page benchmarks share: a client, queries, CPU, and the bare twin of a page."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def scratch() -> Iterator[None]:
    """An empty product in a scratch folder, ready for clients."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["YUANMENG_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "yuanmeng.project.settings"
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections
        from django.test.utils import setup_test_environment

        setup_test_environment()
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        yield
        connections.close_all()


def client_of(user: Any) -> Any:
    """A client that is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client


def cpu(work: Callable[[], Any], times: int = 15) -> float:
    """Median CPU milliseconds; the first three runs warm up."""
    taken = []
    for _time in range(times + 3):
        started = time.process_time()
        work()
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken[3:])


def queries(client: Any, url: str) -> int:
    """How many queries a request asks."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200, url
    return len(seen)


def bare(client: Any, url: str) -> Callable[[], Any]:
    """A request that renders the strings of `url` again: same middleware, same template, the context kept.

    Needs `setup_test_environment()`.
    """
    from django.shortcuts import render
    from django.template import Template
    from django.test.signals import template_rendered
    from django.urls import clear_url_caches, path

    from yuanmeng.project import urls

    seen: dict[str, Any] = {}

    def keep(sender: Template, template: Template, context: Any, **_more: Any) -> None:
        if template.source.startswith("{% extends") and not seen:
            seen.update(name=template.name, context=context.flatten())

    template_rendered.connect(keep)
    client.get(url)
    template_rendered.disconnect(keep)
    shell = {"request", "messages", "shell", "csrf_token", "True", "False", "None", "DEFAULT_MESSAGE_LEVELS", "block"}
    context = {key: value for key, value in seen["context"].items() if key not in shell}
    address = f"bare/{len(urls.urlpatterns)}/"
    urls.urlpatterns.append(path(address, lambda request: render(request, seen["name"], context)))
    clear_url_caches()
    assert client.get(f"/{address}").status_code == 200
    return lambda: client.get(f"/{address}")
