"""Pages of accounts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def feedback(request: HttpRequest) -> HttpResponse:
    """Complaints and suggestions (APP-03)."""
    return render(request, "desk/home.html")
