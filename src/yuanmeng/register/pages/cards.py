"""Cards that rooms above put on a firm's page, named in the settings (`FIRM_CARDS`).

Each is a function `card(actor, firm) -> Card | None`; the register does not import them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from yuanmeng.core.actor import Actor
from yuanmeng.register.models import Organisation


@dataclass(frozen=True, slots=True)
class Card:
    """A title, and a template with its context of ready strings; it shows `card.context`."""

    title: Any
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Actor, Organisation], Card | None]


@cache
def makers() -> tuple[Maker, ...]:
    """The functions named in the settings, in their order."""
    return tuple(cast("Maker", import_string(path)) for path in settings.FIRM_CARDS)


def cards(actor: Actor, firm: Organisation) -> list[Card]:
    """The cards of this firm that the actor is shown."""
    made = (make(actor, firm) for make in makers())
    return [card for card in made if card]
