"""Records as dicts of ready strings for templates; no queries here."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanmeng.core.exchange.fitting import Fit
from yuanmeng.exchange.models import Claim, Listing, Task

TONES = {
    "open": "accent",
    "claimed": "warn",
    "agreed": "good",
    "done": "good",
    "accepted": "good",
    "running": "accent",
    "delivered": "warn",
    "confirmed": "good",
}
YES = {
    "category": gettext_lazy("类别相同"),
    "period": gettext_lazy("时间有重叠"),
    "quantity": gettext_lazy("数量足够"),
    "alliance": gettext_lazy("同一联盟"),
    "text": gettext_lazy("内容相近"),
}
NO = {
    "category": gettext_lazy("类别不同"),
    "period": gettext_lazy("时间不重叠"),
    "quantity": gettext_lazy("数量不够，或计量单位不同"),
}
UNKNOWN = {
    "period": gettext_lazy("时间无法判断：有一方没有写日期"),
    "quantity": gettext_lazy("数量无法判断：有一方没有写数量"),
}


def listing_row(listing: Listing) -> dict[str, Any]:
    """One line of a list. `organisation` must be loaded."""
    expired = listing.state == "open" and listing.until < timezone.localdate()
    return {
        "url": reverse("exchange:listing", args=[listing.pk]),
        "title": listing.title,
        "direction": listing.get_direction_display(),
        "category": listing.get_category_display(),
        "organisation": listing.organisation.name,
        "quantity": f"{listing.quantity:,} {listing.unit}" if listing.quantity else "",
        "period": f"{listing.since} – {listing.until}",
        "visibility": listing.get_visibility_display(),
        "state": _("已过期") if expired else listing.get_state_display(),
        "tone": "plain" if expired else TONES.get(listing.state, "plain"),
    }


def claim_row(claim: Claim) -> dict[str, Any]:
    """One claim as both sides see it. `organisation` must be loaded."""
    return {
        "pk": claim.pk,
        "version": claim.version,
        "organisation": claim.organisation.name,
        "note": claim.note,
        "made": timezone.localtime(claim.made_at).strftime("%Y-%m-%d %H:%M"),
        "state": claim.get_state_display(),
        "tone": TONES.get(claim.state, "plain"),
        "waiting": claim.state == "claimed",
        "reason": claim.reason,
    }


def task_row(task: Task) -> dict[str, Any]:
    """One joint task. `claim.listing`, `owner` and `beneficiary` must be loaded."""
    late = task.state == "running" and task.due < timezone.localdate()
    return {
        "url": reverse("exchange:task", args=[task.pk]),
        "title": task.claim.listing.title,
        "category": task.claim.listing.get_category_display(),
        "owner": task.owner.name,
        "beneficiary": task.beneficiary.name,
        "due": str(task.due),
        "late": late,
        "blocker": task.blocker,
        "result": task.result,
        "reason": task.reason,
        "effect": task.get_effect_display() if task.effect else "",
        "state": task.get_state_display(),
        "tone": "bad" if late or task.blocker else TONES.get(task.state, "plain"),
    }


def proposal_row(listing: Listing, fit: Fit) -> dict[str, Any]:
    """One proposal with its reasons: yes, no, and what cannot be told."""
    return {
        **listing_row(listing),
        "yes": [str(YES[name]) for name in fit.yes if name != "text"],
        "no": [str(NO[name]) for name in fit.no],
        "unknown": [str(UNKNOWN[name]) for name in fit.unknown],
        "shared": "、".join(fit.shared),
    }
