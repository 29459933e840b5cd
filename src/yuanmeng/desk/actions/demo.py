"""Fills an empty database with the demo zone: rows in bulk with one event a firm, people and posts by their actions."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from pathlib import Path
from random import Random
from uuid import UUID, uuid5

from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.accounts.actions import feedback as feedback_actions
from yuanmeng.accounts.actions.people import add_person, give_post
from yuanmeng.accounts.models import Feedback, User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import PUBLIC, Actor, Role, Seat, Where
from yuanmeng.core.classify.industries import EDITION
from yuanmeng.core.refusals import Invalid
from yuanmeng.desk.actions.demo_definitions import define
from yuanmeng.desk.actions.demo_evaluation import evaluate
from yuanmeng.desk.actions.demo_forms import send_forms
from yuanmeng.desk.actions.demo_labour import share
from yuanmeng.desk.actions.demo_life import live
from yuanmeng.desk.actions.demo_problems import trouble
from yuanmeng.desk.actions.demo_report import report
from yuanmeng.desk.actions.demo_visits import visit
from yuanmeng.desk.demo import words
from yuanmeng.desk.demo.zone import SEED, Draft, zone
from yuanmeng.files.storage import Kept, sha256_of
from yuanmeng.ledger.actions import action, record
from yuanmeng.notices.models import Notice
from yuanmeng.pairing.actions.founding import found
from yuanmeng.register.actions.imports import load as load_list
from yuanmeng.register.actions.imports_running import Plan, silent
from yuanmeng.register.actions.searching import reindex
from yuanmeng.register.importing.reading import opened
from yuanmeng.register.importing.understanding import understood
from yuanmeng.register.models import (
    Contact,
    Correction,
    Fact,
    FormerName,
    Organisation,
    Origin,
    Qualification,
)
from yuanmeng.register.models.facts import FACTS

OP = UUID("5f1c0de0-0000-4000-8000-00000000d3e0")
"""The operation of the demo zone: asked twice, it is done once."""
MACHINE = Actor(None, (Seat(Role.SYSTEM_ADMINISTRATOR), Seat(Role.SERVICE_OFFICER)), "演示数据")
NEW_NOTICES = 6
Firms = dict[str, Organisation]


@action("demo.load")
def load(today: dt.date, *, by: Actor, op: UUID) -> int:
    """演示: the zone as it stands on a day; the number of units. Raises Invalid when firms are there already."""
    if Organisation.objects.exists():
        raise Invalid(_("数据库里已有企业档案，演示数据只能装入空的数据库。请用 YUANMENG_DATA 另指一个数据目录。"))
    drafts = zone(today)
    firms = _organisations(drafts)
    _attached(drafts, firms)
    alliances = _alliances(today, by=by, op=op)
    _memberships(drafts, firms, alliances, today)
    reindex([firm.pk for firm in firms.values()])
    for firm in firms.values():
        record("firm.found", firm, by=by, op=op, kind=firm.kind, uscc_state=firm.uscc_state)
    people = _people(firms, alliances, today, by=by, op=op)
    _work(firms, people, by=by, op=op)
    _feedback(people["admin"], op=op)
    logins = {login: user.pk for login, user in people.items()}
    live(today, logins, by=by, op=uuid5(op, "life"))
    trouble(today, logins, by=by, op=uuid5(op, "problems"))
    found(today, by=by, op=uuid5(op, "pairing"))
    share(today, by=by, op=uuid5(op, "labour"))
    visit(today, logins, by=by, op=uuid5(op, "visits"))
    report(today, logins, by=by, op=uuid5(op, "report"))
    send_forms(today, logins, by=by, op=uuid5(op, "forms"))
    define(logins, by=by, op=uuid5(op, "definitions"))
    evaluate(logins, by=by, op=uuid5(op, "evaluations"))
    _read_but(NEW_NOTICES)
    return len(firms)


def _read_but(newest: int) -> None:
    """Everybody read all notices but the newest few: two years of them would bury what is new."""
    rank = Window(RowNumber(), partition_by="person", order_by="-pk")
    older = Notice.objects.annotate(rank=rank).filter(rank__gt=newest).values("pk")
    Notice.objects.filter(pk__in=older).update(read_at=timezone.now())


def _organisations(drafts: list[Draft]) -> Firms:
    now = timezone.now()
    rows = [
        Organisation(
            kind=draft.kind,
            name=draft.name,
            uscc=draft.uscc or None,
            uscc_state=draft.uscc_state,
            founded=draft.founded,
            address=draft.address,
            scope=draft.scope,
            industry=draft.industry,
            industry_edition=EDITION if draft.industry else "",
            source=draft.source,
            fictional=True,
            created_at=now,
            updated_at=now,
        )
        for draft in drafts
    ]
    firms = {firm.name: firm for firm in Organisation.objects.bulk_create(rows)}
    for draft in drafts:
        if draft.parent:
            Organisation.objects.filter(pk=firms[draft.name].pk).update(parent=firms[draft.parent])
    return firms


def _attached(drafts: list[Draft], firms: Firms) -> None:
    now = timezone.now()
    facts, titles, contacts, origins, formers = [], [], [], [], []
    for draft in drafts:
        firm = firms[draft.name]
        for kind, as_of, value, source in draft.facts:
            unit = FACTS[kind][1]
            money = "CNY" if unit == "fen" else ""
            facts.append(
                Fact(organisation=firm, kind=kind, as_of=as_of, value=value, unit=unit, currency=money, source=source,
                     recorded_at=now)
            )  # fmt: skip
        for kind, level, number, issued, expires in draft.titles:
            title = Qualification(organisation=firm, kind=kind, level=level, number=number, source="证书复印件")
            title.issued, title.expires = issued, expires
            titles.append(title)
        for name, role, phone, since in draft.contacts:
            contacts.append(
                Contact(organisation=firm, name=name, role=role, phone=phone, since=since, source="企业填报")
            )
        if draft.origin:
            kind, basis = draft.origin
            origins.append(
                Origin(organisation=firm, kind=kind, basis=basis, since=draft.founded, source="市场主体登记信息")
            )
        if draft.former:
            formers.append(FormerName(organisation=firm, name=draft.former, source="名称变更登记"))
    Fact.objects.bulk_create(facts)
    Qualification.objects.bulk_create(titles)
    Contact.objects.bulk_create(contacts)
    Origin.objects.bulk_create(origins)
    FormerName.objects.bulk_create(formers)


def _alliances(today: dt.date, *, by: Actor, op: UUID) -> dict[str, Alliance]:
    since = dt.date(today.year - 5, 9, 1)
    rows = [Alliance(slug=slug, name=name, name_en=english, since=since) for slug, name, english in words.ALLIANCES]
    alliances = {row.slug: row for row in Alliance.objects.bulk_create(rows)}
    for slug, row in alliances.items():
        record("alliance.establish", row, by=by, op=op, slug=slug, kind=row.kind, since=since.isoformat())
    return alliances


def _memberships(drafts: list[Draft], firms: Firms, alliances: dict[str, Alliance], today: dt.date) -> None:
    """125 firms joined, and units of other kinds; some firms are invited, apply or declined, the rest was not asked."""
    draw = Random(SEED + 1)  # noqa: S311 - the same zone at every start, nothing secret
    fates = _fates(drafts, draw)
    rows = []
    for draft in drafts:
        if draft.name not in fates:
            continue
        row = Membership(alliance=alliances[draft.alliance], organisation=firms[draft.name])
        first = alliances[draft.alliance].since + dt.timedelta(days=draw.randint(0, 20))
        later = today - dt.timedelta(days=draw.randint(400, 1800))
        row.invited_on = max(draft.founded, first if draw.random() < words.FOUNDERS else later)
        row.reason, row.state = "按主营行业推荐", fates[draft.name]
        if row.state == "member":
            row.joined_on = min(today, row.invited_on + dt.timedelta(days=draw.randint(3, 60)))
        elif row.state in {"invited", "applied"}:
            row.invited_on = today - dt.timedelta(days=draw.randint(2, 40))
            row.reason = row.reason if row.state == "invited" else ""
        rows.append(row)
    Membership.objects.bulk_create(rows)


def _fates(drafts: list[Draft], draw: Random) -> dict[str, str]:
    """Name → state of the membership in the alliance of its industry, for those that have one."""
    fitting = [draft.name for draft in drafts if draft.alliance]
    certain = [draft.name for draft in drafts if draft.alliance and (draft.kind != "firm" or _named(draft.name))]
    others = [name for name in fitting if name not in certain]
    draw.shuffle(others)
    joined = words.MEMBERS - sum(draft.kind == "firm" for draft in drafts if draft.name in certain)
    fates = dict.fromkeys(certain + others[:joined], "member")
    for state, many in words.NOT_JOINED:
        fates |= dict.fromkeys(others[joined : joined + many], state)
        joined += many
    return fates


def _named(name: str) -> bool:
    """Whether the stories of the demo rest on this firm's membership."""
    return name in words.FORMER or name in {place for *_rest, place in words.PEOPLE}


def _people(firms: Firms, alliances: dict[str, Alliance], today: dt.date, *, by: Actor, op: UUID) -> dict[str, User]:
    people = {}
    for username, name, role, where, place in words.PEOPLE:
        user = add_person(username, name, by=by, op=uuid5(op, username))
        key = firms[place].pk if where is Where.ORGANISATION else alliances[place].pk if place else None
        give_post(user.pk, role, where, key, since=_since(role, today), by=by, op=uuid5(op, username + "/post"))
        people[username] = user
    return people


def _since(role: Role, today: dt.date) -> dt.date:
    """Officers since the first visits; nobody visits before having the post."""
    return dt.date(2021, 1, 1) if role is Role.SERVICE_OFFICER else dt.date(today.year - 1 - len(role) % 3, 3, 1)


def _work(firms: Firms, people: dict[str, User], *, by: Actor, op: UUID) -> None:
    """What waits on the officer's desk: a correction, and rows that an import held."""
    firm, now = firms["泉北食品有限公司"], timezone.now()
    correction = Correction.objects.create(
        organisation=firm,
        field="address",
        before=firm.address,
        proposed="济北开发区稻香街86号",
        reason="今年五月已迁入新厂区，执照已经变更。",
        asked_by=people["firm"].pk,
        asked_at=now,
    )
    record("correction.ask", firm, correction, by=actor_of(people["firm"]), op=op, field="address")
    _import(firms, actor_of(people["officer"]), op=uuid5(op, "import"))


def _import(firms: Firms, by: Actor, *, op: UUID) -> None:
    """A list of the economic bureau as offices write it, imported for real: two of its rows wait for a person."""
    known = [firm for firm in firms.values() if firm.uscc and firm.uscc_state == "valid"][:40]
    rows = [[str(at), firm.name, firm.uscc or ""] for at, firm in enumerate(known, 1)]
    code = firms["朗岸仪表有限公司"].uscc or ""
    rows += [
        ["41", "济水朗岸仪器有限公司", code[:-1] + ("3" if code[-1] != "3" else "5")],
        ["42", "澜谷生物科技有限公司", ""],
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "规上企业名单（示例）.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            heads = [["规模以上企业名单（示例）", "", ""], ["序号", "企业名称", "统一社会信用代码"]]
            csv.writer(file).writerows(heads + rows)
        with opened(path) as tables:
            table, layout = understood(tables, "", {})
            kept = Kept("", path.name, path.stat().st_size, sha256_of(path))
            plan = Plan(table, layout, None)
            load_list(kept, plan, "经济发展局 规上企业名单", troubles=None, tell=silent, by=by, op=op)


def _feedback(admin: User, *, op: UUID) -> None:
    for number, (kind, page, text, answer) in enumerate(words.FEEDBACK):
        sent = feedback_actions.send(
            Feedback(kind=kind, page=page, text=text), by=PUBLIC, op=uuid5(op, f"feedback/{number}")
        )
        if answer:
            feedback_actions.answer(sent.pk, answer, 0, by=actor_of(admin), op=uuid5(op, f"answer/{number}"))
