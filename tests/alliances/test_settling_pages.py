"""Applying, admitting and taking an invitation back, on the pages."""

from __future__ import annotations

from uuid import uuid4

import pytest

from yuanmeng.alliances.models import Membership
from yuanmeng.core.actor import Role, Where

pytestmark = pytest.mark.django_db
PAGE = "/alliances/food_beverage/"


def sent(**fields: object) -> dict[str, object]:
    return {"op": str(uuid4()), "next": PAGE, **fields}


def test_a_firm_applies_on_the_page_and_takes_it_back(five, firm, signed_in) -> None:
    client = signed_in(Role.FIRM_ADMINISTRATOR, firm().pk)
    page = client.get(PAGE)
    assert [one["name"] for one in page.context["may_apply"]] == ["泉北食品有限公司"]
    done = client.post(PAGE + "applying/", sent(organisation=page.context["may_apply"][0]["pk"]), follow=True)
    assert "等联盟答复" in done.content.decode()
    assert (done.context["may_apply"], done.context["own"][0]["verbs"]) == ([], ["retract"])
    one = Membership.objects.get()
    client.post(f"/memberships/{one.pk}/retracting/", sent(version=0))
    one.refresh_from_db()
    assert (one.state, len(client.get(PAGE).context["may_apply"])) == ("withdrawn", 1)


@pytest.mark.parametrize(("verb", "state"), [("admitting", "member"), ("refusing", "refused")])
def test_the_secretary_answers_from_the_list(five, firm, signed_in, verb: str, state: str) -> None:
    client = signed_in(Role.FIRM_ADMINISTRATOR, firm().pk)
    client.post(PAGE + "applying/", sent(organisation=client.get(PAGE).context["may_apply"][0]["pk"]))
    secretary = signed_in(Role.ALLIANCE_SECRETARY, five["food_beverage"].pk, where=Where.ALLIANCE)
    assert secretary.get("/work/applications/").context["total"] == 1
    listed = secretary.get(PAGE, {"state": "applied"})
    assert (listed.context["settles"], listed.context["rows"][0]["verbs"]) == (True, ["admit", "refuse"])
    assert "申请日期" in listed.content.decode()
    row = listed.context["rows"][0]
    answer = secretary.post(f"/memberships/{row['pk']}/{verb}/", sent(version=row["version"]))
    assert (answer.status_code, answer.url, Membership.objects.get().state) == (302, PAGE, state)


def test_an_officer_takes_a_mistaken_invitation_back(member, firm, signed_in) -> None:
    one = member(firm(), answer="")
    officer = signed_in(Role.SERVICE_OFFICER)
    row = officer.get(PAGE, {"state": "invited"}).context["rows"][0]
    assert row["verbs"] == ["withdraw"]
    assert "撤回邀请" in officer.get(f"/firms/{one.organisation_id}/").content.decode()
    done = officer.post(f"/memberships/{row['pk']}/withdrawing/", sent(version=row["version"]), follow=True)
    assert "已撤回" in done.content.decode()
    assert officer.get(PAGE, {"state": "withdrawn"}).context["rows"][0]["verbs"] == []


def test_those_who_do_not_settle_see_no_buttons(member, firm, signed_in) -> None:
    member(firm(), answer="")
    for role in (Role.ZONE_LEADER, Role.AUDITOR):
        listed = signed_in(role).get(PAGE, {"state": "invited"})
        assert (listed.context["settles"], listed.context["rows"][0]["verbs"]) == (False, [])
