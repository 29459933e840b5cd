"""A zone of two firms, of the exchange's tests, and people who want mail."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.exchange.conftest import published, values, zone  # noqa: F401 - fixtures
from tests.notices import backends
from tests.notices.telling import claim

from yuanmeng.notices.models import Preference

ALWAYS = {"quiet_from": dt.time(3), "quiet_until": dt.time(3)}


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path) -> Path:
    settings.EMAIL_BACKEND = "yuanmeng.notices.outbox.Files"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    backends.FAULTS.clear()
    return tmp_path / "outbox"


@pytest.fixture
def wants():
    """`wants(actor, mail=…)`: an address; times change with keywords. No quiet hours unless given."""

    def make(actor, **changes) -> Preference:
        return Preference.objects.create(
            person_id=actor.user_id, **{"mail": "someone@example.org", **ALWAYS, **changes}
        )

    return make


@pytest.fixture
def claimed(zone, published, wants):  # noqa: F811
    """One mail waits in the outbox."""
    wants(zone.bakery_people)
    return claim(zone, published())
