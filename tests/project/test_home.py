"""The shell of every page."""

from __future__ import annotations

from yuanmeng.core.actor import Role


def test_home_of_an_officer_names_the_register(signed_in) -> None:
    answer = signed_in(Role.SERVICE_OFFICER).get("/")
    assert answer.status_code == 200
    assert "企业名录" in answer.content.decode()


def test_system_administrator_sees_no_business_data(signed_in) -> None:
    client = signed_in(Role.SYSTEM_ADMINISTRATOR)
    assert "企业名录" not in client.get("/").content.decode()
    assert client.get("/firms/").status_code == 403
