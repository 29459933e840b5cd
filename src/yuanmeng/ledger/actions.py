"""How every write happens: `@action` gives one transaction and one answer per operation id, `record` an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Reused
from yuanmeng.ledger.anchors import anchor_at_commit
from yuanmeng.ledger.chain import START, digest
from yuanmeng.ledger.models import About, Event, Operation

if TYPE_CHECKING:
    from uuid import UUID

    from yuanmeng.core.actor import Actor

P = ParamSpec("P")
R = TypeVar("R")
Listener = Callable[[Event, list[tuple[str, int]]], None]
CHAIN_LOCK = 7_201_503
"""PostgreSQL advisory lock held from the event to the end of its transaction. SQLite has one writer anyway."""


TIES = 1000
"""Rows of one statement that ties records to an event."""


def action(verb: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run the function in one transaction; a repeated `op` returns the first answer and changes nothing.

    The function takes keyword-only `by: Actor` and `op: UUID`. It may return a model instance, a JSON value or None.
    Raises Reused when the operation id belongs to another verb or another person.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by, op = cast("Actor", kwargs["by"]), cast("UUID", kwargs["op"])
            with transaction.atomic():
                operation, first = Operation.objects.get_or_create(
                    op=op, defaults={"verb": verb, "actor_id": by.user_id, "at": timezone.now()}
                )
                if not first:
                    return cast("R", _first_answer(operation, verb, by))
                answer = function(*args, **kwargs)
                Operation.objects.filter(op=op).update(answer=_packed(answer))
                return answer

        run.verb = verb  # type: ignore[attr-defined]
        return run

    return wrap


def record(
    verb: str, *about: models.Model | tuple[str, Iterable[int]], by: Actor, op: UUID | None, **facts: Any
) -> Event:
    """Write one event tied to every record concerned, inside the action's transaction.

    `about` holds records, or `(model label, keys)` for many records of one kind. Facts are ids, enumerations, numbers
    and dates as ISO text: personal data stays where it can be erased.
    """
    ties = _ties(about)
    number, previous = _last_event()
    event = Event(pk=number + 1, op=op, verb=verb, at=timezone.now(), actor_id=by.user_id, post=by.post, facts=facts)
    event.hash = digest(previous, event, ties)
    event.save(force_insert=True)
    _tie(event.pk, ties)
    anchor_at_commit()
    for listen in _listeners(tuple(settings.AFTER_RECORD)):
        listen(event, ties)
    return event


@lru_cache(maxsize=8)
def _listeners(paths: tuple[str, ...]) -> tuple[Listener, ...]:
    """Functions of upper rooms that are told of every event inside its transaction: what they write stands or falls
    with it. They are named in the settings, because the ledger stands below them and may not import them."""
    return tuple(import_string(path) for path in paths)


def _ties(about: Iterable[models.Model | tuple[str, Iterable[int]]]) -> list[tuple[str, int]]:
    """The distinct (model label, key) pairs, in order."""
    ties: dict[tuple[str, int], None] = {}
    for item in about:
        if isinstance(item, models.Model):
            ties[item._meta.label_lower, item.pk] = None
        else:
            ties.update(dict.fromkeys((item[0], key) for key in item[1]))
    return list(ties)


def _tie(event: int, ties: list[tuple[str, int]]) -> None:
    """Many rows a statement: an import ties a thousand organisations to an event."""
    columns = ", ".join(connection.ops.quote_name(name) for name in ("event_id", "kind", "key"))
    with connection.cursor() as cursor:
        for start in range(0, len(ties), TIES):
            some = ties[start : start + TIES]
            marks = ", ".join(["(%s, %s, %s)"] * len(some))
            rows = [cell for kind, key in some for cell in (event, kind, key)]
            cursor.execute(f"INSERT INTO {About._meta.db_table} ({columns}) VALUES {marks}", rows)  # noqa: S608 - our own names


def take_turn() -> None:
    """Lock the chain until the transaction ends: whoever writes an event anyway may count without gap under it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def _last_event() -> tuple[int, str]:
    """Number and hash of the newest event, with the chain locked until the transaction ends."""
    take_turn()
    newest = Event.objects.order_by("-id").first()
    return (newest.pk, newest.hash) if newest else (0, START)


def _packed(answer: Any) -> Any:
    if isinstance(answer, models.Model):
        return {"model": answer._meta.label_lower, "pk": answer.pk}
    return {"value": answer}


def _first_answer(operation: Operation, verb: str, by: Actor) -> Any:
    if operation.verb != verb or operation.actor_id != by.user_id:
        raise Reused(_("这个操作编号已经用于另一项操作，请刷新页面后重试。"))
    answer: Any = operation.answer
    if "model" in answer:
        return apps.get_model(answer["model"])._base_manager.get(pk=answer["pk"])
    return answer["value"]
