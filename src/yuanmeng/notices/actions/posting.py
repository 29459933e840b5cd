"""Turning events and reminders into notices and outbox rows, inside the transaction that brought them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from yuanmeng.core.actor import PUBLIC
from yuanmeng.jobs.work import enqueue
from yuanmeng.ledger.models import Event
from yuanmeng.notices.actions.delivering import deliver, job_key
from yuanmeng.notices.models import Message, Notice, Preference
from yuanmeng.notices.queries import chosen, preferences, when
from yuanmeng.notices.routes import ROUTES, Told

OUTSIDE = ("mail", "hook")


def after(event: Event, ties: list[tuple[str, int]]) -> None:
    """Listens to the ledger (settings.AFTER_RECORD): tell those whom the table of routes names, but not who acted."""
    route = ROUTES.get(event.verb)
    if route is None:
        return
    for told in route.told(event, ties):
        _tell(event.verb, route.kind, told, f"event:{event.pk}", event.at, without=event.actor_id)


def remind(name: str, kind: str, told: Told, key: str, at: dt.datetime) -> int:
    """One reminder to those who did not have it yet; how many they are."""
    return _tell(name, kind, told, key, at, without=None)


def _tell(route: str, kind: str, told: Told, key: str, at: dt.datetime, *, without: int | None) -> int:
    had = set(Notice.objects.filter(key=key, person__in=told.people).values_list("person", flat=True))
    people = told.people - had - {without}
    if not people:
        return 0
    modes = chosen(people, kind)
    notices = Notice.objects.bulk_create(
        Notice(
            person_id=person,
            key=key,
            kind=kind,
            route=route,
            values=told.values,
            url=told.url,
            at=at,
            inbox=modes[person]["inbox"] != "off",
        )
        for person in sorted(people)
    )
    _post(notices, modes, at)
    return len(notices)


def _post(notices: Iterable[Notice], modes: dict[int, dict[str, str]], at: dt.datetime) -> None:
    """The outbox rows of those who want it outside."""
    given = preferences(set(modes))
    for notice in notices:
        preference = given.get(notice.person_id)
        for channel in OUTSIDE if preference else ():
            mode = modes[notice.person_id][channel]
            if preference and mode != "off" and getattr(preference, channel):
                _put(notice, channel, mode, preference, at)


def _put(notice: Notice, channel: str, mode: str, preference: Preference, at: dt.datetime) -> None:
    due = when(preference, mode, at)
    key = f"{channel}-{notice.pk}" if mode == "at_once" else f"{channel}-{notice.person_id}-{due:%Y%m%d%H%M}"
    message, new = Message.objects.get_or_create(
        key=key, defaults={"person_id": notice.person_id, "channel": channel, "due_at": due}
    )
    if not new and not _open(message):
        return _put(notice, channel, mode, preference, due + dt.timedelta(hours=1))
    message.notices.add(notice)
    if new:
        enqueue(deliver, message.pk, by=PUBLIC, key=job_key(message), run_after=due)
    return None


def _open(message: Message) -> bool:
    """Whether a digest still takes notices; the row stays locked, so that its sender waits for this transaction."""
    return Message.objects.select_for_update().filter(pk=message.pk, state="waiting").exists()
