"""Home pages that have nothing to show say so."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from yuanmeng.core.actor import Role
from yuanmeng.register.models import Organisation


def test_people_without_a_post_are_told_so(signed_in) -> None:
    assert "您还没有岗位" in signed_in(None).get("/").content.decode()


def test_the_public_sees_what_this_is(db) -> None:
    page = Client().get("/").content.decode()
    assert "每家企业一份档案" in page
    assert "演示身份" not in page


def test_an_officer_with_nothing_to_do_is_told_so(signed_in) -> None:
    assert "没有等您处理的事" in signed_in(Role.SERVICE_OFFICER).get("/").content.decode()


def test_a_firm_without_facts_says_so(signed_in) -> None:
    now = timezone.now()
    firm = Organisation.objects.create(
        name="明渠劳务服务有限公司", uscc_state="missing", created_at=now, updated_at=now
    )
    page = signed_in(Role.FIRM_STAFF, firm.pk).get("/").content.decode()
    assert "明渠劳务服务有限公司" in page
    assert "还没有数据" in page
