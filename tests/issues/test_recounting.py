"""An imported notice of holidays has the deadlines counted again in the background."""

from __future__ import annotations

from uuid import uuid4

from yuanmeng.core.actor import Role
from yuanmeng.jobs.models import Job
from yuanmeng.jobs.worker import drain
from yuanmeng.workdays.actions import load


def test_a_notice_brings_one_job_that_counts_again(db, acting) -> None:
    text = "一、元旦：1月1日至3日放假，共3天。".encode()
    load(text, year=2027, source="测试", by=acting(Role.SYSTEM_ADMINISTRATOR), op=uuid4())
    (job,) = Job.objects.filter(key__startswith="recount:")
    assert drain() == 1
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", 0)
