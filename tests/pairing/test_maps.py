"""The map of an alliance's members: drawn from recorded places, and it says how many have none."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Actor, Role
from yuanmeng.pairing.models import Place
from yuanmeng.pairing.pages import maps
from yuanmeng.pairing.pages.maps import of_alliance
from yuanmeng.register.models import Organisation

DAY = dt.date(2021, 1, 1)


@pytest.fixture
def alliance(db: None) -> Alliance:
    """Three members, two of them with a place, and a stranger farther away."""
    made = Alliance.objects.create(slug="food", name="食品", name_en="Food", since=DAY)
    for name, place in (("甲", (0, 0)), ("乙", (1000, 500)), ("丙", None), ("丁", (9000, 100))):
        now = timezone.now()
        firm = Organisation.objects.create(name=name, uscc_state="missing", created_at=now, updated_at=now)
        if name != "丁":
            Membership.objects.create(alliance=made, organisation=firm, state="member", invited_on=DAY, joined_on=DAY)
        if place:
            Place.objects.create(organisation=firm, x_m=place[0], y_m=place[1], source="测试")
    return made


def test_members_with_a_place_are_drawn_and_the_rest_counted(alliance: Alliance, acting) -> None:
    card = of_alliance(acting(Role.SERVICE_OFFICER), alliance)
    assert card is not None
    drawn = [(point["name"], point["x"], point["y"]) for point in card.context["points"]]
    assert drawn == [("甲", 12, 288), ("乙", 468, 60)]
    assert card.context["missing"] == 1


def test_without_any_place_nothing_is_drawn(alliance: Alliance, acting) -> None:
    Place.objects.all().delete()
    card = of_alliance(acting(Role.SERVICE_OFFICER), alliance)
    assert card is not None
    assert (card.context["points"], card.context["missing"]) == ([], 3)


def test_firms_see_no_map_of_others(alliance: Alliance) -> None:
    assert of_alliance(Actor(1), alliance) is None


def test_the_page_shows_it(alliance: Alliance, signed_in) -> None:
    body = signed_in(Role.SERVICE_OFFICER).get("/alliances/food/").content.decode()
    assert ("ym-map" in body, "1 家没有登记位置" in body) == (True, True)


def test_many_members_are_drawn_as_numbers_that_add_up() -> None:
    points = [{"pk": n, "name": str(n), "x": n % 480, "y": n * 7 % 300} for n in range(1000)]
    drawn = maps.together(points)
    assert sum(point.get("count", 1) for point in drawn) == 1000
    assert len(drawn) <= (480 // 24) * (300 // 24 + 1)
    assert maps.together(points[:1]) == points[:1]
    assert maps.together([points[0], points[0]])[0]["name"] == "2 家"


def test_a_point_leads_to_its_firm_and_a_number_to_none(alliance: Alliance, acting, signed_in, monkeypatch) -> None:
    body = signed_in(Role.SERVICE_OFFICER).get("/alliances/food/").content.decode()
    drawn = re.search(r'<svg class="ym-map".*?</svg>', body, re.DOTALL)
    placed = Place.objects.filter(organisation__in=alliance.memberships.values("organisation"))
    firms = [f"/firms/{pk}/" for pk in placed.order_by("organisation").values_list("organisation", flat=True)]
    assert drawn
    assert re.findall(r'<a href="([^"]*)"', drawn[0]) == firms
    monkeypatch.setattr(maps, "SINGLE", 1)
    placed.update(x_m=0, y_m=0)
    (point,) = of_alliance(acting(Role.SERVICE_OFFICER), alliance).context["points"]
    assert (point["count"], "url" in point) == (2, False)
