"""The pages: found without help, few queries however much there is, nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.downloads import content, workbook

from yuanmeng.accounts.models import User
from yuanmeng.activities.models import Activity, Topic
from yuanmeng.issues.actions import attaching, closing, coordinating, handling, raise_issue, tables
from yuanmeng.issues.actions.coordinating import Asked
from yuanmeng.issues.models import Attachment, Category, Clock, Issue, OutsideChannel, Profile, ReplyTemplate
from yuanmeng.issues.pages.steps import STEPS


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def step(client: Client, loop, slug: str, **typed: object):
    sent = {"op": str(uuid4()), "version": loop.now.version, **typed}
    return client.post(f"/issues/{loop.pk}/steps/{slug}/", sent)


def test_the_list_asks_the_same_few_questions(zone, raised, as_) -> None:
    officer, counts = as_("officer"), []
    officer.get("/issues/")
    for more in (1, 2, 27):
        for number in range(more):
            raised(title=f"第 {number} 件")
        counts.append(asked(officer, "/issues/"))
    assert counts[0] == counts[1] == counts[2] <= 12


def test_the_case_page_asks_twelve_questions_at_most(zone, loop, as_) -> None:
    loop.in_hand(Asked(zone.power.pk, "核容量"), Asked(zone.market.pk, "核资质"))
    loop(tables.call, zone.officer, reason="会商", meets=timezone.now(), participants=[zone.economy.pk, zone.power.pk])
    loop(tables.decide, zone.leader, decision="先修", minutes="", lead=zone.economy.pk, days=5)
    for _again in range(2):
        loop(handling.answer, zone.economy_people, values={"outcome": "solved", "text": "修好了"})
        loop(closing.confirm, zone.bakery_people, word="no", satisfaction="partly", said="还漏")
    for who in ("officer", "economy_people", "leader", "bakery_people"):
        client = as_(who)
        client.get("/")
        assert asked(client, f"/issues/{loop.pk}/") <= 12, who
        assert asked(client, f"/issues/{loop.pk}/history/") <= 12, who


def test_filters_sorts_and_pages(zone, raised, as_, loop) -> None:
    loop.solved()
    other = raised("brewery", title="缺普工", kind="question")
    officer = as_("officer")
    today = timezone.localdate().isoformat()
    for query, number in (
        ("", 2), ("state=solved", 1), ("scope=open", 1), ("scope=closed", 1), ("kind=question", 1), ("via=firm", 2),
        (f"unit={zone.economy.pk}", 1), (f"firm={zone.brewery.pk}", 1), ("category=5", 0), (f"q={other.number}", 1),
        ("q=普工", 1), ("q=brewery", 1), ("scope=mine", 1), (f"state=solved&from={today}&to={today}", 1),
        ("from=2020-01-01&to=2020-12-31", 0), ("from=nonsense&state=x&sort=y&unit=z", 2), ("sort=due", 2),
        ("sort=closed", 2),
    ):  # fmt: skip
        page = officer.get(f"/issues/?{query}")
        assert (page.status_code, page.context["total"], query) == (200, number, query)
    for _n in range(50):
        raised(title="多")
    first = officer.get("/issues/?sort=due").context
    second = officer.get(f"/issues/?sort=due&after={first['after']}").context
    assert (len(first["rows"]), len(second["rows"])) == (50, 2)
    assert officer.get("/issues/?after=x").status_code == 422


def test_cards_are_for_handler_and_coordinator_only(at, zone, loop, as_) -> None:
    loop.in_hand()
    at("2026-05-21 10:00")
    assert loop.now.due < timezone.localdate()
    for who, shown in (("officer", True), ("economy_people", True), ("leader", False), ("other_officer", False)):
        client = as_(who)
        for url in ("/issues/", f"/issues/{loop.pk}/"):
            assert ("已逾期" in client.get(url).content.decode()) is shown, (who, url)


def test_the_day_before_is_yellow(at, zone, loop, as_) -> None:
    loop.in_hand()
    officer = as_("officer")
    at("2026-05-18 10:00")
    assert "将到期" not in officer.get("/issues/").content.decode()
    at("2026-05-19 10:00")
    assert "将到期" in as_("officer").get("/issues/").content.decode()


def test_a_firm_hands_in_on_one_page(zone, as_) -> None:
    firm = as_("bakery_people")
    page = firm.get("/issues/new/").content.decode()
    assert "研判" not in page
    assert zone.brewery.name not in page
    assert firm.post("/issues/new/", {"op": str(uuid4()), "firm": zone.bakery.pk, "title": ""}).status_code == 422
    sent = {"op": str(uuid4()), "firm": zone.bakery.pk, "title": "没有班车", "kind": "problem"}
    answer = firm.post("/issues/new/", sent, follow=True)
    assert "WT" in answer.content.decode()
    secret = {**sent, "op": str(uuid4()), "kind": "complaint", "confidential": "on"}
    refused = firm.post("/issues/new/", secret)
    assert (refused.status_code, "向哪个单位保密" in refused.content.decode()) == (422, True)


def test_a_topic_of_a_meeting_becomes_a_problem(zone, as_) -> None:
    now = timezone.now()
    activity = Activity.objects.create(kind="table", title="圆桌", starts=now, ends=now + dt.timedelta(hours=1))
    topic = Topic.objects.create(activity=activity, organisation=zone.bakery, title="班车线路", proposed_at=now)
    officer = as_("officer")
    assert "班车线路" in officer.get(f"/issues/new/?topic={topic.pk}").content.decode()
    sent = {"op": str(uuid4()), "firm": zone.bakery.pk, "title": topic.title, "kind": "problem"}
    officer.post(f"/issues/new/?topic={topic.pk}", sent)
    made = Issue.objects.get()
    assert (made.via, made.source_kind, made.source_key) == ("meeting", "activities.topic", topic.pk)


def test_what_is_typed_shows_its_likes(zone, loop, as_) -> None:
    loop.solved()
    officer = as_("officer")
    sent = {"op": str(uuid4()), "title": "门口积水怎么办", "question": "", "answer": "疏通管道"}
    assert officer.post(f"/issues/{loop.pk}/lesson/", sent).status_code == 302
    shown = officer.get(f"/issues/similar/?title=厂区门口积水&firm={zone.bakery.pk}").content.decode()
    assert (loop.now.number in shown, "疏通管道" in shown) == (True, True)
    assert "<li>" not in officer.get("/issues/similar/?title=").content.decode()


def test_the_whole_loop_by_its_pages(zone, loop, as_) -> None:
    category = Category.objects.create(name="积水", path="环境/积水", level=2)
    officer, unit, power, firm = (as_(who) for who in ("officer", "economy_people", "power_people", "bakery_people"))
    leader = as_("leader")
    plan = (
        (officer, "acceptance", {"category": category.pk, "profile": loop.now.profile_id}),
        (officer, "dispatch", {"lead": zone.economy.pk, "unit_1": zone.power.pk, "task_1": "核容量", "days_1": 2}),
        (unit, "objection", {"reason": "应由供电办理"}),
        (officer, "ruling", {"verdict": "overrule", "reason": "职责明确"}),
        (unit, "taking-on", {}),
        (unit, "progress", {"text": "明天到现场"}),
        (unit, "joining", {"unit_1": zone.market.pk, "task_1": "核资质"}),
        (unit, "extension", {"days": 3, "reason": "等材料"}),
        (leader, "consent", {"verdict": "grant", "note": "同意"}),
        (officer, "pause", {"reason": "等企业补材料"}),
        (officer, "resumption", {}),
        (unit, "escalation", {"reason": "涉及两家"}),
        (unit, "table", {"reason": "两家商量", "meets": "2026-06-01T09:00", "place": "二楼",
                         "participants": [zone.economy.pk, zone.power.pk]}),
        (officer, "decision", {"lead": zone.economy.pk, "decision": "先迁后修", "minutes": "", "days": 5}),
        (unit, "reassignment", {"handler": zone.economy_people.user_id}),
        (unit, "answer", {"outcome": "solved", "text": "修好了"}),
        (unit, "retraction", {}),
        (unit, "answer", {"outcome": "solved", "text": "真修好了"}),
        (officer, "new-link", {}),
        (officer, "follow-up", {"result": "content"}),
        (firm, "confirmation", {"word": "yes", "satisfaction": "satisfied"}),
        (firm, "reopening", {"reason": "又漏了"}),
        (firm, "withdrawal", {"reason": "自己修了"}),
    )  # fmt: skip
    for client, slug, typed in plan:
        if slug == "decision":
            _opinions(loop, power)
        assert client.get(f"/issues/{loop.pk}/steps/{slug}/").status_code == 200, slug
        answer = step(client, loop, slug, **typed)
        assert answer.status_code == 302, (slug, answer.content.decode()[-3000:])
    assert loop.now.state == "withdrawn"
    assert firm.get(f"/issues/{loop.pk}/sheet/").status_code == 200


def _opinions(loop, power: Client) -> None:
    """Part and position of the power unit, through the hidden fields of their pages."""
    for slug in ("opinion", "position"):
        form = power.get(f"/issues/{loop.pk}/steps/{slug}/").context["form"]
        typed = {"record": form.initial["record"], "seen": form.initial["seen"], "text": "可以"}
        assert step(power, loop, slug, **typed).status_code == 302


def test_other_steps_by_their_pages(zone, loop, raised, as_) -> None:
    officer = as_("officer")
    other = raised(title="另一件")
    assert step(officer, loop, "link", number=other.number, kind="related").status_code == 302
    assert other.number in officer.get(f"/issues/{loop.pk}/").content.decode()
    court = OutsideChannel.objects.get(slug="court")
    assert officer.get(f"/issues/{loop.pk}/steps/referral/").status_code == 200
    assert step(officer, loop, "referral", channel=court.pk).status_code == 302
    assert court.how in officer.get(f"/issues/{loop.pk}/").content.decode()
    at_once = {"op": str(uuid4()), "version": 0, "outcome": "solved", "text": "当场办妥", "repeats": ""}
    assert officer.post(f"/issues/{other.pk}/steps/at-once/", at_once).status_code == 302
    third = raised(title="第三件")
    gone = {"op": str(uuid4()), "version": 0, "user": zone.officer.user_id, "reason": "亲属"}
    assert officer.get(f"/issues/{third.pk}/steps/recusal/").status_code == 200
    assert officer.post(f"/issues/{third.pk}/steps/recusal/", gone, follow=True).redirect_chain[-1][0] == "/issues/"
    assert officer.get(f"/issues/{third.pk}/").status_code == 404
    fourth = raised(title="第四件")
    coordinating.accept(fourth.pk, version=0, by=zone.officer, op=uuid4())
    coordinating.dispatch(fourth.pk, version=1, lead=zone.economy.pk, by=zone.officer, op=uuid4())
    sent = {"op": str(uuid4()), "version": 2}
    assert officer.post(f"/issues/{fourth.pk}/steps/recall/", sent).status_code == 302


def test_what_was_typed_stays_when_refused_or_late(zone, loop, as_) -> None:
    loop.in_hand()
    unit = as_("economy_people")
    late = unit.post(
        f"/issues/{loop.pk}/steps/answer/",
        {"op": str(uuid4()), "version": 0, "outcome": "solved", "text": "写了很久的答复"},
    )
    assert (late.status_code, "写了很久的答复" in late.content.decode()) == (409, True)
    undated = step(unit, loop, "answer", outcome="carried_over", text="等规划")
    assert (undated.status_code, "复查日期" in undated.content.decode()) == (422, True)
    assert step(unit, loop, "answer", outcome="solved").status_code == 422
    half = step(as_("officer"), loop, "dispatch", lead=zone.economy.pk, unit_1=zone.power.pk, task_2="没有单位")
    assert half.status_code == 422
    assert unit.get(f"/issues/{loop.pk}/steps/nonsense/").status_code == 404


def test_every_step_has_a_page_with_words() -> None:
    assert len({each.slug for each in STEPS}) == len(STEPS)
    assert all(str(each.name) and str(each.done) for each in STEPS)


def test_the_sum_of_a_clock_and_the_history(zone, loop, as_) -> None:
    loop.in_hand()
    officer, firm = as_("officer"), as_("bakery_people")
    clock = Clock.objects.get(what="finish")
    assert "第 15 天" in officer.get(f"/issues/{loop.pk}/clocks/{clock.pk}/").content.decode()
    assert officer.get(f"/issues/{loop.pk}/clocks/{10**9}/").status_code == 404
    assert firm.get(f"/issues/{loop.pk}/clocks/{clock.pk}/").status_code == 403
    name = User.objects.get(pk=zone.economy_people.user_id).name
    told = [client.get(f"/issues/{loop.pk}/history/").content.decode() for client in (officer, firm)]
    assert ["领办问题" in text for text in told] == [True, True]
    assert [f"data-record>{name}" in text for text in told] == [True, False]


def test_files_are_added_sent_and_removed(zone, loop, as_) -> None:
    loop.in_hand()
    firm, unit = as_("bakery_people"), as_("economy_people")

    def send(client: Client, content: bytes = b"%PDF-1.7 x", **more: str) -> int:
        sent = {"op": str(uuid4()), "file": SimpleUploadedFile("照片.pdf", content), **more}
        return client.post(f"/issues/{loop.pk}/files/", sent).status_code

    assert (send(firm, inside="1"), send(unit, inside="1"), send(firm, b"MZ\0\0")) == (302, 302, 422)
    assert firm.post(f"/issues/{loop.pk}/files/", {"op": str(uuid4())}).status_code == 422
    own, inner = Attachment.objects.order_by("pk")
    assert (own.inside, inner.inside) == (False, True)
    assert content(unit.get(f"/issues/attachments/{own.pk}/")) == b"%PDF-1.7 x"
    assert firm.get(f"/issues/attachments/{inner.pk}/").status_code == 404
    gone = {"op": str(uuid4()), "attachment": own.pk}
    assert unit.post(f"/issues/{loop.pk}/files/removal/", gone).status_code == 403
    assert firm.post(f"/issues/{loop.pk}/files/removal/", {**gone, "op": str(uuid4())}).status_code == 302
    assert firm.get(f"/issues/attachments/{own.pk}/").status_code == 404
    assert firm.post(f"/issues/{loop.pk}/files/removal/", {**gone, "op": str(uuid4())}).status_code == 409


def test_the_export_holds_the_filtered_problems(zone, loop, raised, as_) -> None:
    loop.solved()
    raised("brewery", title="=HYPERLINK(1)")
    officer = as_("officer")
    answer = officer.post("/issues/export/", {"op": str(uuid4()), "query": "state=solved"})
    book = workbook(answer)
    rows = list(book.active.values)
    book.close()
    assert [row[0] for row in rows] == ["编号", loop.now.number]
    assert as_("economy_people").post("/issues/export/", {"op": str(uuid4())}).status_code == 403


def test_deadlines_are_changed_by_the_leader(zone, as_) -> None:
    leader, firm = as_("leader"), as_("bakery_people")
    profile = Profile.objects.get(slug="2115")
    url = f"/issues/profiles/{profile.pk}/"
    assert (leader.get(url).status_code, firm.get(url).status_code) == (200, 403)
    assert "12368" in firm.get("/issues/deadlines/").content.decode()
    sent = {"version": 0, "amount_finish": "10", "unit_finish": "workday", "kind": ["problem"]}
    for wrong in ({"amount_finish": "0"}, {"unit_finish": "week"}, {"amount_finish": "十"}):
        assert leader.post(url, {**sent, "op": str(uuid4()), **wrong}).status_code == 422
    assert leader.post(url, {**sent, "op": str(uuid4())}).status_code == 302
    assert leader.post(url, {**sent, "op": str(uuid4())}).status_code == 409
    profile.refresh_from_db()
    assert (profile.default_for, [str(each.amount) for each in profile.limits.all()]) == ("problem", ["10"])
    issue = raise_issue(zone.bakery.pk, values={"title": "按新标准"}, by=zone.officer, op=uuid4())
    assert issue.profile == profile


def test_templates_in_use_are_offered_with_an_answer(zone, loop, as_) -> None:
    for name, retired in (("已转办", False), ("旧模板", True)):
        ReplyTemplate.objects.create(name=name, text=f"您反映的{name}问题", retired=retired)
    loop.in_hand()
    handler = as_("economy_people")
    page = handler.get(f"/issues/{loop.pk}/steps/answer/").content.decode()
    assert 'value="您反映的已转办问题"' in page
    assert "旧模板" not in page
    assert "reply-template" not in handler.get(f"/issues/{loop.pk}/steps/progress/").content.decode()


def test_a_problem_has_so_many_files_at_most(zone, loop, as_, monkeypatch) -> None:
    monkeypatch.setattr(attaching, "MOST", 1)
    firm = as_("bakery_people")
    answers = [
        firm.post(
            f"/issues/{loop.pk}/files/",
            {"op": str(uuid4()), "file": SimpleUploadedFile("照片.pdf", b"%PDF-1.7 x")},
        )
        for _file in range(2)
    ]
    assert [answer.status_code for answer in answers] == [302, 422]
    assert "最多 1 个附件" in answers[1].content.decode()
    assert Attachment.objects.count() == 1


def test_who_may_recuse_only_themselves_is_offered_nobody_else(zone, loop, as_) -> None:
    loop.in_hand()
    page = as_("economy_people").get(f"/issues/{loop.pk}/steps/recusal/").content.decode()
    offered = re.findall(r'<option value="(\d+)"', page)
    assert offered == [str(zone.economy_people.user_id)]
    both = as_("officer").get(f"/issues/{loop.pk}/steps/recusal/").content.decode()
    assert len(re.findall(r'<option value="(\d+)"', both)) > 1


def test_a_linked_problem_is_named_only_to_who_may_see_it(zone, loop, raised, as_) -> None:
    """TKT-10: whoever is recused from the other problem does not learn of it through the link."""
    older, newer = raised(title="门口积水一"), raised(title="门口积水三")
    for pk, other in ((loop.pk, older), (newer.pk, loop.now)):
        coordinating.link(pk, number=other.number, kind="related", by=zone.officer, op=uuid4())
    officer = as_("officer")

    def linked(pk: int) -> list[str]:
        return [each["number"] for each in officer.get(f"/issues/{pk}/").context["links"]]

    assert linked(loop.pk) == [older.number, newer.number]
    assert (linked(older.pk), linked(newer.pk)) == ([loop.now.number], [loop.now.number])
    coordinating.recuse(newer.pk, user=zone.officer.user_id, reason="曾任职", by=zone.leader, op=uuid4())
    assert linked(loop.pk) == [older.number]


def test_a_unit_at_the_table_is_asked_for_its_position_and_one_that_objected_not_twice(zone, loop, as_) -> None:
    loop.dispatched()
    economy = as_("economy_people")
    assert "steps/objection/" in economy.get(f"/issues/{loop.pk}/").content.decode()
    loop(handling.object_to, zone.economy_people, reason="不属于本局")
    loop(coordinating.rule, zone.officer, verdict="overrule", reason="属于本局职责")
    assert "steps/objection/" not in economy.get(f"/issues/{loop.pk}/").content.decode()
    loop(handling.take_on, zone.economy_people)
    power = as_("power_people")
    meets = timezone.now() + dt.timedelta(days=1)
    units = [zone.power.pk, zone.economy.pk]
    loop(tables.call, zone.officer, reason="需要会商", meets=meets, participants=units)
    assert "steps/position/" in power.get(f"/issues/{loop.pk}/").content.decode()
    assert "steps/opinion/" not in power.get(f"/issues/{loop.pk}/").content.decode()


def test_who_sat_at_an_earlier_table_has_no_seat_at_the_next(zone, loop, as_) -> None:
    loop.in_hand()
    tomorrow = timezone.now() + dt.timedelta(days=1)
    first, second = [zone.economy.pk, zone.power.pk], [zone.economy.pk, zone.market.pk]
    loop(tables.call, zone.officer, reason="先商量", meets=tomorrow, participants=first)
    loop(tables.decide, zone.leader, decision="再议", minutes="记录", lead=zone.economy.pk, days=5)
    loop(tables.call, zone.officer, reason="再商量", meets=tomorrow, participants=second)
    assert "steps/position/" in as_("market_people").get(f"/issues/{loop.pk}/").content.decode()
    assert "steps/position/" not in as_("power_people").get(f"/issues/{loop.pk}/").content.decode()


def test_a_unit_that_was_released_is_asked_for_no_opinion(zone, loop, as_) -> None:
    loop.dispatched(Asked(zone.power.pk, "看线路"))
    loop(coordinating.recall, zone.officer)
    loop(coordinating.dispatch, zone.officer, lead=zone.economy.pk, parts=[Asked(zone.market.pk, "看门店")])
    loop(handling.take_on, zone.economy_people)
    shown = {who: as_(f"{who}_people").get(f"/issues/{loop.pk}/").content.decode() for who in ("power", "market")}
    assert ["steps/opinion/" in shown[who] for who in ("power", "market")] == [False, True]
