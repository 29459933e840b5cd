"""What was done in a pairing, read off what is recorded anyway; nobody writes a second report (ALL-06)."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from yuanmeng.ledger.days import midnight
from yuanmeng.ledger.models import Event
from yuanmeng.pairing.models import Pairing
from yuanmeng.register.models import Organisation


def recorded(pairing: Pairing) -> QuerySet[Event]:
    """Events about the firm made by its person within the period, newest first; counts and scores nothing."""
    if pairing.firm_id is None or pairing.user_id is None:
        return Event.objects.none()
    about = {"abouts__kind": Organisation._meta.label_lower, "abouts__key": pairing.firm_id}
    found = Event.objects.filter(**about, actor_id=pairing.user_id, at__gte=midnight(pairing.since))
    if pairing.until is not None:
        found = found.filter(at__lt=midnight(pairing.until + dt.timedelta(days=1)))
    return found.exclude(verb__startswith="pairing.")
