"""Jobs: asked for once, run once to effect, told of honestly."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist
from tests.jobs import tasks

from yuanmeng.core.actor import Actor, Role, Seat, Where
from yuanmeng.jobs import worker
from yuanmeng.jobs.command import main
from yuanmeng.jobs.models import Job
from yuanmeng.jobs.work import enqueue, progress
from yuanmeng.ledger.models import Event

BY = Actor(7, (Seat(Role.SERVICE_OFFICER), Seat(Role.FIRM_STAFF, Where.ORGANISATION, 3)), "某人")
pytestmark = pytest.mark.django_db


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def let_lease_run_out(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - dt.timedelta(seconds=1))


def test_a_job_runs_with_its_arguments_and_keeps_its_result() -> None:
    job = enqueue(tasks.add, 2, second=3, by=BY)
    assert (job.state, worker.drain()) == ("waiting", 1)
    job = again(job)
    assert (job.state, job.result, job.attempts, job.error, job.finished) == ("done", 5, 1, "", True)
    assert (job.leased_until, str(job)) == (None, f"{job.pk} tests.jobs.tasks.add")


def test_the_actor_comes_back_without_the_name() -> None:
    assert again(enqueue(tasks.add, 1, by=BY)).by == Actor(7, BY.seats)


def test_progress_is_seen_while_running_and_kept_at_the_end() -> None:
    job = enqueue(tasks.count, 4, by=BY)
    assert (job.progress, job.percent) == ((0, 0), 0)
    running = worker.lease("w", timezone.now())
    assert running
    progress(running, 1, 4)
    progress(running, 2, 4)  # too soon after the first to be written
    assert (again(job).progress, again(job).percent) == ((1, 4), 25)
    running.progress_file.write_text("")
    assert again(job).progress == (0, 0)
    worker.run(running)
    job = again(job)
    assert (job.progress, job.percent, job.result) == ((4, 4), 100, [7, 1])
    assert not job.progress_file.exists()


def test_a_key_is_one_job_until_it_fails() -> None:
    first = enqueue(tasks.refuse, by=BY, key="import:1")
    assert enqueue(tasks.refuse, by=BY, key="import:1").pk == first.pk
    worker.drain()
    assert (again(first).state, again(first).error, again(first).attempts) == ("failed", "第 3 行没有名称。", 1)
    second = enqueue(tasks.add, 1, by=BY, key="import:1")
    assert second.pk != first.pk
    worker.drain()
    assert enqueue(tasks.add, 1, by=BY, key="import:1").pk == second.pk


def test_jobs_without_a_key_are_many() -> None:
    assert enqueue(tasks.add, 1, by=BY).pk != enqueue(tasks.add, 1, by=BY).pk


def test_a_job_asked_for_in_a_transaction_that_fails_is_not_there() -> None:
    def fail() -> None:
        with transaction.atomic():
            enqueue(tasks.add, 1, by=BY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Job.objects.exists()


def test_a_job_waits_for_its_time() -> None:
    job = enqueue(tasks.add, 1, by=BY, run_after=timezone.now() + dt.timedelta(hours=1))
    assert worker.drain() == 0
    leased = worker.lease("w", timezone.now() + dt.timedelta(hours=2))
    assert leased
    assert leased.pk == job.pk


def test_a_fault_is_tried_three_times_and_then_told_in_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    job = enqueue(tasks.burst, by=BY)
    waits = []
    for _attempt in range(3):
        before = timezone.now()
        worker.drain()
        waits.append(round((again(job).run_after - before).total_seconds()))
        Job.objects.filter(pk=job.pk, state="waiting").update(run_after=before)
    job = again(job)
    assert (job.state, job.attempts, waits[:2]) == ("failed", 3, [20, 40])
    assert job.error == f"系统内部错误，已记入日志（任务 {job.pk}）。请联系系统管理员。"
    assert caplog.text.count("ZeroDivisionError: a fault") == 3


def test_a_lost_worker_s_job_is_taken_by_another_and_the_first_cannot_end_it() -> None:
    job = enqueue(tasks.add, 1, by=BY)
    first = worker.lease("first", timezone.now())
    assert first
    assert worker.lease("second", timezone.now()) is None
    let_lease_run_out(job)
    second = worker.lease("second", timezone.now())
    assert second
    assert (second.pk, second.attempts) == (job.pk, 2)
    first.args = [100]
    worker.run(first)
    assert again(job).state == "running"
    worker.run(second)
    assert (again(job).state, again(job).result) == ("done", 1)


def test_the_effect_of_a_job_that_ran_twice_happened_once() -> None:
    job = enqueue(tasks.once, by=BY)
    first = worker.lease("first", timezone.now())
    let_lease_run_out(job)
    second = worker.lease("second", timezone.now())
    assert first
    assert second
    worker.run(first)
    worker.run(second)
    assert (again(job).result, Event.objects.filter(verb="jobs.tried").count()) == ("first", 1)


def test_a_job_whose_worker_is_lost_every_time_is_given_up() -> None:
    job = enqueue(tasks.add, 1, by=BY)
    for attempt in range(3):
        leased = worker.lease(f"w{attempt}", timezone.now())
        assert leased
        let_lease_run_out(job)
    assert worker.drain() == 0
    assert (again(job).state, again(job).error) == ("failed", "任务多次中断，已停止重试。请联系系统管理员。")


def test_a_worker_told_to_stop_hands_the_job_back() -> None:
    job = enqueue(tasks.stop, by=BY)
    with pytest.raises(SystemExit):
        worker.drain()
    assert (again(job).state, again(job).attempts, again(job).leased_until) == ("waiting", 0, None)


def test_a_beat_renews_the_lease_of_this_worker_only() -> None:
    mine, other = enqueue(tasks.add, 1, by=BY), enqueue(tasks.add, 1, by=BY)
    for name in ("mine", "other"):
        worker.lease(name, timezone.now())
    Job.objects.update(leased_until=timezone.now() + dt.timedelta(seconds=30))
    worker.heartbeat_file().unlink(missing_ok=True)
    before = again(other).leased_until
    worker.beat("mine")
    left = again(mine).leased_until - timezone.now()
    assert dt.timedelta(seconds=59) < left <= worker.LEASE
    assert again(other).leased_until == before
    assert worker.heartbeat_file().exists()


def test_a_running_job_without_a_lease_cannot_be_stored() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=enqueue(tasks.add, 1, by=BY).pk).update(state="running", leased_until=None)


def test_the_command_line_drains(capsys: pytest.CaptureFixture[str]) -> None:
    enqueue(tasks.add, 1, by=BY)
    assert main(["--drain"]) == 0
    assert capsys.readouterr().out == "1 项任务 / jobs\n"


def test_the_api_of_django_tasks() -> None:
    result = tasks.add.enqueue(1, second=1)
    assert (result.status, result.args, result.kwargs) == ("READY", [1], {"second": 1})
    worker.drain()
    result.refresh()
    assert (result.status, result.return_value, result.attempts) == ("SUCCESSFUL", 2, 1)
    failed = tasks.refuse.enqueue()
    worker.drain()
    failed.refresh()
    assert (failed.status, [error.traceback for error in failed.errors]) == ("FAILED", ["第 3 行没有名称。"])
    for unknown in ("0", "x"):
        with pytest.raises(TaskResultDoesNotExist):
            tasks.add.get_result(unknown)
    with pytest.raises(InvalidTaskError):
        tasks.add.using(queue_name="other")
