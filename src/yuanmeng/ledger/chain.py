"""The keyed hash that ties every event to the one before it: HMAC-SM3 (GB/T 32905) over a canonical text."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes, hmac
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yuanmeng.ledger.models import Event

START = "0" * 64


def digest(previous: str, event: Event, abouts: Sequence[tuple[str, int]]) -> str:
    """64 hex digits over the previous hash and everything the event says."""
    text = json.dumps(
        [
            previous,
            event.pk,
            str(event.op) if event.op else None,
            event.verb,
            event.at.astimezone(UTC).isoformat(),
            event.actor_id,
            event.post,
            _plain(event.facts),
            sorted(abouts),
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return seal(text)


def _plain(value: Any) -> Any:
    """Whole floats as integers: PostgreSQL gives 1e16 back as an integer, SQLite as a float."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def seal(text: str) -> str:
    """HMAC-SM3 of a text with the ledger key, 64 hex digits."""
    mac = hmac.HMAC(ledger_key(), hashes.SM3())
    mac.update(text.encode())
    return mac.finalize().hex()


def ledger_key() -> bytes:
    """The key lives in the data folder, outside the database."""
    key: Any = settings.LEDGER_KEY
    return bytes(key)
