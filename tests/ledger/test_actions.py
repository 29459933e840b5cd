"""`@action` and `record`: one transaction, one effect and one answer for an operation id."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.opened import open_ledger

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import PUBLIC, Actor, Role, Seat, Where
from yuanmeng.core.refusals import Invalid, Reused
from yuanmeng.ledger.actions import action, record
from yuanmeng.ledger.models import About, Event, Operation
from yuanmeng.ledger.proof import verify
from yuanmeng.ledger.queries import timeline

BY = Actor(7, (Seat(Role.SERVICE_OFFICER), Seat(Role.FIRM_STAFF, Where.ORGANISATION, 3)))


@action("tests.enrol")
def enrol(name: str, *, by: Actor, op: UUID) -> User:
    """A write with a unique name that a repeat would double or trip over."""
    user = User.objects.create(username=f"{name}-{User.objects.count()}", name=name)
    record("tests.enrol", user, by=by, op=op)
    return user


@action("tests.count")
def count(answer: Any, *, by: Actor, op: UUID) -> Any:
    record("tests.count", by=by, op=op)
    return answer


@action("tests.refuse")
def refuse(*, by: Actor, op: UUID) -> None:
    User.objects.create(username="half", name="半")
    record("tests.refuse", by=by, op=op)
    raise Invalid("不行。")


@pytest.mark.django_db
class TestOneThread:
    def test_a_repeat_returns_the_first_record_and_changes_nothing(self) -> None:
        op = uuid4()
        first = enrol("甲", by=BY, op=op)
        assert enrol("乙", by=BY, op=op) == first
        assert (User.objects.count(), Event.objects.count(), Operation.objects.count()) == (1, 1, 1)

    @pytest.mark.parametrize("answer", [None, 3, "x", [1, {"a": None}], False, {"model": "x"}])
    def test_a_repeat_returns_the_first_value(self, answer: Any) -> None:
        op = uuid4()
        assert [count(answer, by=BY, op=op), count("later", by=BY, op=op)] == [answer, answer]

    def test_another_person_may_not_use_the_same_operation(self) -> None:
        op = uuid4()
        enrol("甲", by=BY, op=op)
        for other in (Actor(8), PUBLIC):
            with pytest.raises(Reused):
                enrol("甲", by=other, op=op)

    def test_another_verb_may_not_use_the_same_operation(self) -> None:
        op = uuid4()
        enrol("甲", by=BY, op=op)
        with pytest.raises(Reused):
            count(1, by=BY, op=op)
        assert Event.objects.count() == 1

    def test_a_refusal_leaves_nothing_and_the_operation_may_be_tried_again(self) -> None:
        op = uuid4()
        for _attempt in range(2):
            with pytest.raises(Invalid):
                refuse(by=BY, op=op)
        assert (User.objects.count(), Event.objects.count(), Operation.objects.count()) == (0, 0, 0)

    def test_an_event_says_who_in_which_post_did_what_about_which_records(self) -> None:
        before = timezone.now()
        op = uuid4()
        user = enrol("甲", by=BY, op=op)
        event = Event.objects.get()
        assert (event.pk, event.verb, event.op, event.actor_id) == (1, "tests.enrol", op, 7)
        assert event.post == "service_officer,firm_staff@organisation:3"
        assert before <= event.at <= timezone.now()
        assert list(event.abouts.values_list("kind", "key")) == [("accounts.user", user.pk)]
        assert list(timeline(user)) == [event]
        assert (str(event), str(event.abouts.get())) == ("1 tests.enrol", f"accounts.user:{user.pk}")
        assert str(Operation.objects.get()) == f"tests.enrol {op}"

    def test_many_records_of_one_kind_are_tied_once_each(self) -> None:
        user = User.objects.create(username="u", name="甲")
        record("a", user, ("accounts.user", [user.pk, user.pk + 1, user.pk + 1]), user, by=BY, op=None)
        assert list(About.objects.values_list("key", flat=True)) == [user.pk, user.pk + 1]


@pytest.mark.django_db(transaction=True)
class TestManyThreads:
    def race(self, *calls: Callable[[], Any]) -> list[Any]:
        barrier, answers = threading.Barrier(len(calls)), []

        def run(call: Callable[[], Any]) -> None:
            barrier.wait()
            try:
                answers.append(call())
            except Exception as error:  # noqa: BLE001 - an answer as good as another
                answers.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(call,)) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def test_eight_with_one_operation_have_one_effect_and_one_answer(self) -> None:
        op = uuid4()
        answers = self.race(*[lambda: enrol("甲", by=BY, op=op)] * 8)
        assert [type(answer) for answer in answers] == [User] * 8
        assert len({answer.pk for answer in answers}) == 1
        assert (User.objects.count(), Event.objects.count()) == (1, 1)

    def test_eight_with_their_own_operations_make_one_chain(self) -> None:
        self.race(*[lambda: count(1, by=BY, op=uuid4())] * 8)
        proven = verify()
        assert (proven.events, proven.faults) == (8, [])

    def test_without_an_operation_id_the_effect_doubles(self) -> None:
        """The broken twin: the same race over the bare function."""
        bare = count.__wrapped__  # type: ignore[attr-defined]

        def call() -> None:
            with transaction.atomic():
                bare(1, by=BY, op=None)

        self.race(*[call] * 4)
        assert Event.objects.count() == 4


@pytest.mark.django_db
class TestAppendOnly:
    @pytest.fixture(autouse=True)
    def one(self) -> None:
        enrol("甲", by=BY, op=uuid4())
        connection.check_constraints()  # else PostgreSQL refuses TRUNCATE for pending checks, not for the trigger

    @pytest.mark.parametrize("model", [Event, About])
    @pytest.mark.parametrize("verb", ["update", "delete"])
    def test_the_database_refuses_to_change_or_remove_events(self, model: Any, verb: str) -> None:
        query = model.objects.all()
        column = "verb" if model is Event else "kind"
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            query.update(**{column: "x"}) if verb == "update" else query._raw_delete(query.db)
        assert model.objects.exclude(**{column: "x"}).count() == 1

    @pytest.mark.parametrize("columns", [{"answer": {"value": 2}}, {"verb": "x"}, {"op": UUID(int=1)}])
    def test_an_operation_is_answered_once(self, columns: dict[str, Any]) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Operation.objects.update(**columns)

    def test_an_operation_stays(self) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Operation.objects.all().delete()

    @pytest.mark.parametrize("table", ["ledger_event", "ledger_about", "ledger_operation"])
    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
    def test_postgresql_refuses_to_truncate(self, table: str) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")

    def test_without_the_triggers_it_would_happen(self) -> None:
        """The broken twin."""
        with open_ledger():
            assert Event.objects.update(verb="x") == 1
