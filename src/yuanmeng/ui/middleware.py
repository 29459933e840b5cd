"""Security headers on every response, and refusals as pages or JSON with their status."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Invalid, Refusal

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    ),
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
Answer = Callable[[HttpRequest], HttpResponse]


def headers(get_response: Answer) -> Answer:
    """Nothing is loaded from another host; pages of signed-in people are not kept by caches."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return handle


class refusals:  # noqa: N801 - named like the function middlewares beside it
    """Turns a Refusal raised anywhere in a page into its status and sentence; nothing was written."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            # No text in the database can hold it, and PostgreSQL does not even compare with it.
            return self._said(request, Invalid(_("网址里有不能使用的字符（U+0000）。请去掉后再试。")))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only refusals; every other exception is a fault and stays loud."""
        if not isinstance(exception, Refusal):
            return None
        return self._said(request, exception)

    def _said(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        if request.path.startswith("/api/"):
            return JsonResponse({"says": refusal.says}, status=refusal.status)
        return render(request, "ui/refusal.html", {"refusal": refusal}, status=refusal.status)
