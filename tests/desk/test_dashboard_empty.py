"""The dashboard of a zone that holds nothing yet."""

from __future__ import annotations

from yuanmeng.core.actor import Role


def test_an_empty_zone_says_so(db, signed_in) -> None:
    page = signed_in(Role.ZONE_LEADER).get("/dashboard/").content.decode()
    assert ("昨天和今天没有新的记录。" in page, "没有等您处理的事。" in page) == (True, True)
    assert "还没有登记位置的企业。" in signed_in(Role.ZONE_LEADER).get("/dashboard/map/").content.decode()
