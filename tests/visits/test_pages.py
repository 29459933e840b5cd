"""The pages of visits, through the client."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from tests.downloads import content

from yuanmeng.files.storage import path_of
from yuanmeng.pairing.models import Pairing, Place, Profile
from yuanmeng.visits.actions import asking
from yuanmeng.visits.actions.saying import LineSaid
from yuanmeng.visits.models import Line, Picture, Stop, Tally, Visit
from yuanmeng.visits.queries.burden import quarter_of

DAY = dt.timedelta(days=1)
JPEG = b"\xff\xd8" + b"\xff\xe1\x00\x10Exif\0\0GPS 36.6" + b"\xff\xda\x00\x08\1\1\0\0\x3f\0" + b"\x12\x34" + b"\xff\xd9"


def typed(zone, today, **changes: object) -> dict[str, object]:
    return {
        "op": uuid4(),
        "firms": [zone.bakery.pk],
        "firm": "",
        "how": "door",
        "day": today.isoformat(),
        "purpose": "listen",
        "met": [zone.bakery_contact.pk],
        "heard": "夏季订单增加三成",
        "line_kind": ["problem", "need", "policy"],
        "line_text": ["夜班公交停得早", "想找冷库", ""],
        "line_triage": ["district", "", ""],
        "line_firm": ["", "", ""],
        "next_step": "带交通局同志再来",
        "next_day": (today + 7 * DAY).isoformat(),
        **changes,
    }


def text(answer) -> str:
    return answer.content.decode()


def test_six_things_make_a_visit(zone, as_, today) -> None:
    answer = as_("officer").post("/visits/new/", typed(zone, today), follow=True)
    body = text(answer)
    for shown in (
        "走访已登记",
        "夜班公交停得早",
        "区县协调",
        "尚未转办",
        "带交通局同志再来",
        "王某 厂长",
        "夏季订单增加三成",
    ):
        assert shown in body
    assert Line.objects.count() == 2


def test_two_letters_initials_or_a_code_find_the_firm(zone, as_, today) -> None:
    client = as_("officer")
    for name in ("泉北", "qbhb", "泉北烘焙（虚构）有限公司"):
        answer = client.post("/visits/new/", typed(zone, today, firms=[], met=[], firm=name), follow=True)
        assert "走访已登记" in text(answer), name
    both = client.post("/visits/new/", typed(zone, today, firms=[], met=[], firm="泉北；wdnz"), follow=True)
    assert "走访已登记" in text(both)
    assert Stop.objects.filter(organisation=zone.brewery).count() == 1
    assert client.get("/visits/new/firms/", {"q": "wdnz"}).json()["firms"][0]["key"] == zone.brewery.pk
    people = client.get("/visits/new/people/", {"firm": [zone.bakery.pk, "x"]}).json()["people"]
    assert people == [{"key": zone.bakery_contact.pk, "firm": zone.bakery.pk, "name": "王某 厂长"}]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"firms": [], "firm": "（虚构）"}, "可能是"),
        ({"firms": [], "firm": "没有这家"}, "没有找到"),
        ({"firms": []}, "请选择企业"),
        ({"line_triage": ["", "", ""]}, "去向"),
        ({"day": "2999-01-01"}, "还没有到"),
        ({"heard": "长" * 2001}, "2000"),
        ({"met": [10**9]}, "联系人"),
        ({"met": ["x"]}, "x"),
        ({"next_step": ""}, "写明下一步"),
    ],
)
def test_what_was_typed_stays_when_it_is_refused(zone, as_, today, changes, sentence) -> None:
    answer = as_("officer").post("/visits/new/", typed(zone, today, met_other="车间主任", **changes))
    assert answer.status_code == 422
    body = text(answer)
    assert sentence in body
    for kept in ("车间主任", "夜班公交停得早"):
        assert kept in body
    assert not Visit.objects.exists()


def test_the_form_is_filled_from_firm_and_plan(zone, as_, planned, today) -> None:
    client = as_("officer")
    assert "王某 厂长" in text(client.get("/visits/new/", {"firm": zone.bakery.pk}))
    visit = planned(purpose="labour", day=today, others=(zone.branch.user_id,))
    page = client.get("/visits/new/", {"plan": visit.pk})
    assert page.context["form"]["purpose"].value() == "labour"
    data = typed(zone, today, version=0)
    assert client.post(f"/visits/new/?plan={visit.pk}", data).status_code == 302
    assert Visit.objects.get().state == "done"
    assert client.post(f"/visits/new/?plan={visit.pk}", {**data, "op": uuid4()}).status_code == 409


def test_list_filters_pages_and_exports(zone, as_, held, planned, today) -> None:
    visit = held(lines=(LineSaid("need", "冷库"),), next_step="回话", next_day=today)
    held(by=zone.branch, how="phone", firms=(zone.brewery.pk,))
    planned()
    client = as_("officer")
    counts = {
        "": 2, "state=all": 3, "state=planned": 1, "how=phone": 1, "capacity=branch_member": 1, "mine=1": 1,
        f"firm={zone.bakery.pk}": 1, "q=wdnz": 1, "first=2999-01-01": 0, "last=2000-01-01": 0, "how=pigeon": 2,
        "purpose=labour": 0, "capacity=service_officer&mine=1": 1,
    }  # fmt: skip
    for query, count in counts.items():
        assert client.get(f"/visits/?{query}").context["total"] == count, query
    assert "没有符合条件" in text(client.get("/visits/?how=online"))
    after = client.get("/visits/", {"after": f"{visit.day.toordinal()}~{visit.pk}"})
    assert [row["pk"] for row in after.context["rows"]] == []
    assert client.get("/visits/", {"after": "x~1"}).status_code == 422
    book = load_workbook(BytesIO(client.get("/visits.xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][:2] == ("日期", "企业")
    assert {row[1] for row in rows[1:]} == {zone.bakery.name, zone.brewery.name}
    assert as_("branch").get("/visits.xlsx").status_code == 403


def test_an_empty_list_says_what_to_do(zone, as_) -> None:
    assert "还没有走访记录" in text(as_("officer").get("/visits/"))


def test_lists_ask_the_same_number_of_queries(zone, as_, held, planned, django_assert_max_num_queries) -> None:
    client = as_("officer")
    addresses = ("/visits/", "/visits/planner/", "/visits/unheard/", "/visits/ledgers/firms/", "/visits/ledgers/team/",
                 "/visits/ledgers/months/", "/visits/ledgers/burden/", "/visits/ledgers/officers/", "/visits/route/",
                 f"/visits/firm/?firm={zone.bakery.pk}", f"/firms/{zone.bakery.pk}/")  # fmt: skip
    asked: dict[str, set[int]] = {address: set() for address in addresses}
    for count in (1, 2, 9):
        for _each in range(count):
            held(lines=(LineSaid("need", "冷库"),), next_step="回话", met=(zone.bakery_contact.pk,))
            planned()
        for address in addresses:
            with django_assert_max_num_queries(14 if address.startswith("/firms/") else 12, info=address) as queries:
                client.get(address)
            asked[address].add(len(queries))
    assert {address: len(numbers) for address, numbers in asked.items()} == dict.fromkeys(addresses, 1), asked


def test_putting_right_voiding_and_keeping_the_promise(zone, as_, held, today) -> None:
    visit = held(next_step="回话", next_day=today, met=(zone.bakery_contact.pk,))
    client = as_("officer")
    assert "王某 厂长" in text(client.get(f"/visits/{visit.pk}/editing/"))
    data = {**typed(zone, today), "version": 0, "heard": "更正后的内容"}
    assert client.post(f"/visits/{visit.pk}/editing/", {**data, "day": "2999-01-01"}).status_code == 422
    assert "更正后的内容" in text(client.post(f"/visits/{visit.pk}/editing/", data, follow=True))
    assert client.post(f"/visits/{visit.pk}/promise/", {"op": uuid4(), "version": 1}).status_code == 302
    assert "已完成" in text(client.get(f"/visits/{visit.pk}/"))
    answer = client.post(
        f"/visits/{visit.pk}/voiding/", {"op": uuid4(), "version": 2, "reason": "记错了企业"}, follow=True
    )
    assert "已作废" in text(answer)
    assert as_("second").get(f"/visits/{visit.pk}/editing/").status_code == 403


def test_pictures_lose_their_place(zone, as_, held) -> None:
    visit = held()
    client = as_("officer")
    file = SimpleUploadedFile("../../车间.jpg", JPEG, content_type="image/jpeg")
    answer = client.post(f"/visits/{visit.pk}/pictures/", {"op": uuid4(), "file": file}, follow=True)
    assert "位置和设备信息已去除" in text(answer)
    picture = Picture.objects.get()
    assert b"GPS" not in path_of(picture.stored).read_bytes()
    assert picture.name == "车间.jpg"
    shown = client.get(f"/visits/pictures/{picture.pk}/")
    assert content(shown).startswith(b"\xff\xd8")
    assert as_("bakery_people").get(f"/visits/pictures/{picture.pk}/").status_code == 404
    op = uuid4()
    for _time in range(2):
        file = SimpleUploadedFile("x.jpg", JPEG)
        answer = client.post(
            f"/visits/{visit.pk}/pictures/", {"op": op, "file": file}, headers={"Accept": "application/json"}
        )
        assert answer.json()["op"] == str(op)
    assert Picture.objects.count() == 2
    for bad in (b"GIF89a", b"\xff\xd8" + bytes(5 << 20), b""):
        refused = client.post(
            f"/visits/{visit.pk}/pictures/", {"op": uuid4(), "file": SimpleUploadedFile("x.jpg", bad)}
        )
        assert refused.status_code == 422
    assert client.post(f"/visits/{visit.pk}/pictures/", {"op": uuid4()}).status_code == 422
    for _time in range(4):
        client.post(f"/visits/{visit.pk}/pictures/", {"op": uuid4(), "file": SimpleUploadedFile("x.jpg", JPEG)})
    one_more = client.post(f"/visits/{visit.pk}/pictures/", {"op": uuid4(), "file": SimpleUploadedFile("x.jpg", JPEG)})
    assert "最多添加 6 张" in text(one_more)
    path_of(picture.stored).unlink()
    assert client.get(f"/visits/pictures/{picture.pk}/").status_code == 404


def planning_data(zone, day, **changes: object) -> dict[str, object]:
    return {
        "op": uuid4(), "firms": [zone.bakery.pk], "how": "door", "day": day.isoformat(), "purpose": "listen", **changes
    }  # fmt: skip


def test_planning_shows_what_the_firm_set(zone, as_, planned, today) -> None:
    values = {"channel": "phone", "contact": None, "most": 1, "days": 30, "weekdays": ""}
    asking.prefer(zone.bakery.pk, version=None, values=values, by=zone.bakery_people, op=uuid4())
    client = as_("officer")
    page = text(client.get("/visits/plan/", {"firm": zone.bakery.pk}))
    for shown in ("每 30 天最多联系 1 次", "企业希望的方式：电话联系"):
        assert shown in page
    assert client.post("/visits/plan/", planning_data(zone, today + DAY, at="09:30")).status_code == 302
    refused = client.post("/visits/plan/", planning_data(zone, today + 2 * DAY))
    assert refused.status_code == 422
    assert "联系次数已满" in text(refused)
    assert "已约定" in text(client.get("/visits/plan/", {"firm": zone.bakery.pk}))
    visit = Visit.objects.get()
    rows = client.get("/visits/planner/").context["rows"]
    assert rows[0]["warnings"] == ["希望用其他方式"]
    moved = {"op": uuid4(), "version": 0, "day": (today + 3 * DAY).isoformat(), "how": "phone", "at": "10:00"}
    assert client.post(f"/visits/{visit.pk}/moving/", moved).status_code == 302
    assert client.post(f"/visits/{visit.pk}/moving/", {"op": uuid4(), "version": 1}).status_code == 422
    assert as_("second").post(f"/visits/{visit.pk}/coming/", {"op": uuid4(), "version": 1}).status_code == 302
    assert "我也去" not in text(as_("second").get(f"/visits/{visit.pk}/"))
    reason = {"op": uuid4(), "version": 2, "reason": "临时会议"}
    assert client.post(f"/visits/{visit.pk}/cancellation/", reason).status_code == 302
    assert "临时会议" in text(client.get(f"/visits/{visit.pk}/"))


def test_two_plans_are_joined_on_the_planner(zone, as_, planned, today) -> None:
    first, second = planned(), planned(by=zone.branch, day=today + 5 * DAY)
    page = as_("second").get("/visits/planner/")
    assert [pair["may"] for pair in page.context["joint"]] == [False]
    client = as_("branch")
    assert "建议合并" in text(client.get("/visits/planner/"))
    assert client.get("/visits/planner/?mine=1").context["total"] == 1
    assert client.get("/visits/planner/?q=wdnz").context["total"] == 0
    data = {"op": uuid4(), "version": 0, "other_version": 0}
    assert client.post(f"/visits/{first.pk}/joining/{second.pk}/", data).status_code == 302
    page = client.get("/visits/planner/")
    assert (page.context["total"], page.context["joint"]) == (1, [])
    assert "联合走访" in text(client.get(f"/visits/{second.pk}/"))


def test_the_reminder_gives_way_to_the_cap(zone, as_, held, planned, today) -> None:
    Pairing.objects.create(
        kind="officer_firm", user_id=zone.officer.user_id, firm=zone.bakery, since=today - 500 * DAY, state="agreed",
        one_agreed=today, other_agreed=today,
    )  # fmt: skip
    client = as_("officer")
    held(day=today - 100 * DAY, next_step="送汇编", next_day=today - DAY)
    coming = planned(by=zone.second)
    page = client.get("/visits/unheard/")
    assert [(row["firm"], row["coming_url"]) for row in page.context["due"]] == [
        (zone.bakery.name, f"/visits/{coming.pk}/")
    ]
    assert "已过期限" in text(page)
    values = {"channel": "", "contact": None, "most": 1, "days": 365, "weekdays": ""}
    asking.prefer(zone.bakery.pk, version=None, values=values, by=zone.bakery_people, op=uuid4())
    page = client.get("/visits/unheard/")
    assert page.context["due"] == []
    assert "起可以联系" in text(page)
    asking.prefer(zone.bakery.pk, version=0, values={**values, "most": 0}, by=zone.bakery_people, op=uuid4())
    assert "由企业约请" in text(client.get("/visits/unheard/"))
    held()
    assert client.get("/visits/unheard/").context["resting"] == []


def test_a_days_round(zone, as_, planned, today) -> None:
    client = as_("officer")
    assert "没有上门的约定" in text(client.get("/visits/route/", {"day": "junk"}))
    planned(day=today, at=dt.time(9)), planned(day=today, firms=(zone.brewery.pk,)), planned(day=today, how="phone")
    page = client.get("/visits/route/")
    assert [stop["unplaced"] for stop in page.context["stops"]] == ["yes", "yes"]
    assert page.context["points"] == []
    Place.objects.create(organisation=zone.bakery, x_m=900, y_m=0, source="图")
    Place.objects.create(organisation=zone.brewery, x_m=100, y_m=0, source="图")
    page = client.get("/visits/route/")
    assert len(page.context["points"]) == 2
    Profile.objects.create(user_id=zone.officer.user_id, base=zone.brewery)
    page = client.get("/visits/route/")
    assert [stop["name"] for stop in page.context["stops"]] == [zone.brewery.name, zone.bakery.name]
    assert page.context["length"] == "800"


def test_ledgers_are_derived(zone, as_, held, planned, today) -> None:
    held(lines=(LineSaid("problem", "路灯不亮", "unit"), LineSaid("project", "二期开工"), LineSaid("need", "冷库")))
    held(by=zone.branch, others=(zone.officer.user_id,), how="phone")
    held(by=zone.instructor)
    planned()
    Pairing.objects.create(
        kind="officer_firm", user_id=zone.officer.user_id, firm=zone.bakery, since=today - 500 * DAY, state="agreed",
        one_agreed=today, other_agreed=today,
    )  # fmt: skip
    client = as_("leader")

    def cells(slug: str) -> list[tuple[str, ...]]:
        return client.get(f"/visits/ledgers/{slug}/").context["table"].rows

    assert cells("firms") == [
        (zone.bakery.name, "测试人员", "3", "2", "1", "0", cells("firms")[0][6], "1", "1", "0", "1")
    ]
    assert [(row[1], row[3]) for row in cells("team")] == [
        ("经济发展服务生", "2"), ("支部成员", "1"), ("党建指导员", "1")
    ]  # fmt: skip
    assert cells("officers")[0][:3] == (zone.bakery.name, "服务生—企业", "测试人员")
    assert [row[3] for row in cells("problems")] == ["冷库", "路灯不亮"]
    assert [row[3] for row in cells("projects")] == ["二期开工"]
    month = cells("months")[0]
    assert month[1:9] == ("3", "2", "1", "0", "1", "2", "1", "1"), "officers' and branches' visits are two figures"
    assert cells("burden") == [(zone.bakery.name, "3", "2", "0", "0", "")]
    assert client.get("/visits/ledgers/gossip/").status_code == 404
    assert client.get("/visits/ledgers/").status_code == 200
    assert client.get("/visits/ledgers/firms/?page=2").context["rows"] == []
    assert client.get("/visits/ledgers/firms/?page=0&first=x").status_code == 200
    assert as_("branch").get("/visits/ledgers/burden/").status_code == 403
    book = load_workbook(BytesIO(client.get("/visits/ledgers/firms.xlsx").content))
    assert next(iter(book.active.iter_rows(min_row=2, values_only=True)))[2] == 3
    assert as_("bakery_people").get("/visits/ledgers/firms/").status_code == 403


def test_planning_says_nothing_where_nothing_is_set(zone, as_, held, today) -> None:
    """A visit of the past and a wish without a cap or a channel are no news for a plan."""
    held(day=today - DAY)
    values = {"channel": "", "contact": None, "most": None, "days": 30, "weekdays": "1"}
    asking.prefer(zone.bakery.pk, version=None, values=values, by=zone.bakery_people, op=uuid4())
    client = as_("officer")
    assert client.get("/visits/plan/", {"firm": zone.bakery.pk}).context["known"] == []
    values = {"channel": "phone", "contact": None, "most": None, "days": 30, "weekdays": "1"}
    asking.prefer(zone.bakery.pk, version=0, values=values, by=zone.bakery_people, op=uuid4())
    (known,) = client.get("/visits/plan/", {"firm": zone.bakery.pk}).context["known"]
    assert len(known["says"]) == 1


def test_opinions_are_totals_of_quarters_that_are_over(zone, as_, today) -> None:
    over, older = quarter_of(today - 95 * DAY), quarter_of(today - 190 * DAY)
    for quarter, opinion, count in ((over, 5, 4), (over, 1, 1), (older, 5, 4), (quarter_of(today), 5, 9)):
        Tally.objects.create(quarter=quarter, opinion=opinion, count=count)
    rows = as_("leader").get("/visits/ledgers/opinions/").context["table"].rows
    assert [(row[0], row[-1]) for row in rows] == [(over, "5")], "too few, or still running, is not shown"
