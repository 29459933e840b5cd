"""What the activities put on an alliance's page: numbers, each of which opens its records."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuanmeng.activities.models import Activity
from yuanmeng.activities.policy import ACTIVITIES
from yuanmeng.alliances.models import Alliance
from yuanmeng.core.actor import Actor
from yuanmeng.register.pages.cards import Card


def of_alliance(actor: Actor, alliance: Alliance) -> Card | None:
    """Coming activities and those that are over."""
    if not ACTIVITIES.allows(actor, "browse"):
        return None
    through = Activity.alliances.through.objects.filter(alliance=alliance)
    ends = list(
        ACTIVITIES.among(actor, "view").filter(pk__in=through.values("activity")).values_list("ends", flat=True)
    )
    over = sum(moment < timezone.now() for moment in ends)
    here = reverse("activities:activities")
    numbers = [
        (_("将要举行"), len(ends) - over, f"{here}?{urlencode({'alliance': alliance.slug})}"),
        (_("已经结束"), over, f"{here}?{urlencode({'alliance': alliance.slug, 'past': 1})}"),
    ]
    return Card(_("会议与活动"), "activities/card.html", {"numbers": numbers})
