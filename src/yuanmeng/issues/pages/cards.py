"""What problems put on a firm's page: numbers, each of which opens its records."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.actor import Actor
from yuanmeng.issues.policy import ISSUES
from yuanmeng.issues.states import CLOSED
from yuanmeng.register.models import Organisation
from yuanmeng.register.pages.cards import Card


def of_firm(actor: Actor, firm: Organisation) -> Card | None:
    """Open ones, solved ones, all that the reader may see."""
    if not ISSUES.allows(actor, "browse"):
        return None
    states = Counter(ISSUES.among(actor, "view").filter(firm=firm).values_list("state", flat=True))
    asked: tuple[tuple[Any, int, dict[str, str]], ...] = (
        (_("未办结的问题"), sum(n for state, n in states.items() if state not in CLOSED), {"scope": "open"}),
        (_("企业确认已解决"), states["solved"], {"state": "solved"}),
        (_("提出过的问题"), states.total(), {}),
    )
    numbers = [
        (name, n, f"{reverse('issues:issues')}?{urlencode({'firm': str(firm.pk), **more})}") for name, n, more in asked
    ]
    return Card(_("企业问题"), "issues/card.html", {"numbers": numbers})
