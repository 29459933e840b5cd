"""The firm list and the firm's page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.register.policy import FIRMS


@require_safe
def index(request: Asked) -> HttpResponse:
    """Firms, filtered and sorted."""
    FIRMS.demand(request.actor, "browse")
    return render(request, "desk/home.html")


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One firm, one file."""
    FIRMS.fetch(request.actor, "view", pk=pk)
    return render(request, "desk/home.html")
