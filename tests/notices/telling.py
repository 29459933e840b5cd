"""What the tests do to be told of."""

from __future__ import annotations

from uuid import uuid4

from yuanmeng.exchange.actions import claims


def claim(zone, listing, op=None):
    """The chip maker claims an entry; its publisher is told."""
    return claims.claim(listing.pk, organisation=zone.chips.pk, by=zone.chips_people, op=op or uuid4())
