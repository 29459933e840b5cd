"""What a merge does with each relation to an organisation in the register and the rooms below it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import Post
from yuanmeng.core.actor import Where
from yuanmeng.register.importing.sentences import row_sentence
from yuanmeng.register.models import Correction, Fact, HeldRow, Organisation
from yuanmeng.register.models.facts import FACTS
from yuanmeng.register.queries.merging import Change, Relation, handed_over, moved, stays, unless_there


def facts(relation: Relation, kept: Organisation, absorbed: Organisation) -> list[Change]:
    """Equal values stay; another value for the same day goes over and is pointed out, the newest row counts."""
    changes = unless_there("kind", "as_of", "value", "unit", "currency")(relation, kept, absorbed)
    days = set(kept.facts.values_list("kind", "as_of"))
    rows = {fact.pk: fact for fact in Fact.objects.filter(organisation=absorbed)}
    return [_pointed_out(change, rows[change.key], days) for change in changes]


def _pointed_out(change: Change, fact: Fact, days: set[tuple[str, date]]) -> Change:
    amount = f"{fact.value / 100:,.2f} {fact.currency}" if fact.unit == "fen" else f"{fact.value:,}"
    says = f"{fact.get_kind_display()} {fact.as_of.isoformat()}：{amount}"
    if change.after and (fact.kind, fact.as_of) in days:
        note = gettext("两份档案在同一日期的数值不同：合并后以最后录入的为准，请核对。")
        return replace(change, says=says, note=note)
    return replace(change, says=says)


def posts(relation: Relation, kept: Organisation, absorbed: Organisation) -> list[Change]:
    """People of the absorbed file become people of the kept one, unless they hold the same role there already."""
    here = Post.objects.filter(where=Where.ORGANISATION.value).select_related("user")
    held = {(post.user_id, post.role) for post in here.filter(key=kept.pk)}
    note = gettext("此人在保留的档案中已有相同岗位，这一条留在被合并的档案中。")
    return [
        Change(relation.model, post.pk, says=_person(post), note=note)
        if (post.user_id, post.role) in held
        else replace(handed_over(relation, post, kept), says=_person(post))
        for post in here.filter(key=absorbed.pk).order_by("pk")
    ]


def _person(post: Post) -> str:
    return f"{post.user} {post.get_role_display()}"


def _asked(correction: Correction) -> str:
    names = {column.name: column.verbose_name for column in Organisation._meta.local_fields}
    fact = FACTS.get(correction.field, ("", ""))[0]
    return f"{fact or names.get(correction.field, correction.field)} → {correction.proposed[:40]}"


def _held(row: HeldRow) -> str:
    return f"{row.row}: {row_sentence(row.reason, row.more)[:60]}"


RELATIONS = (
    Relation("register.FormerName", "organisation_id", unless_there("name"), _("曾用名")),
    Relation("register.Fact", "organisation_id", facts, _("指标数据")),
    Relation(
        "register.Qualification",
        "organisation_id",
        unless_there("kind", "level", "number", "issued", "expires"),
        _("资质"),
        lambda row: f"{row.kind} {row.issued.isoformat()}",
    ),
    Relation(
        "register.Origin",
        "organisation_id",
        unless_there("kind", "since", "until", "basis"),
        _("资金来源"),
        lambda row: f"{row.get_kind_display()} {row.since.isoformat()}",
    ),
    Relation(
        "register.Contact",
        "organisation_id",
        unless_there("name", "role", "phone", "since", "until"),
        _("联系人"),
        lambda row: f"{row.name} {row.role}",
    ),
    Relation("register.Correction", "organisation_id", moved, _("更正申请"), _asked),
    Relation("register.HeldRow", "organisation_id", moved, _("导入待定行"), _held),
    Relation("register.Organisation", "parent_id", moved),
    Relation("accounts.Post", "key", posts, _("人员岗位")),
    Relation("register.Organisation", "merged_into_id", stays),
    Relation("register.FirmIndex", "organisation_id", stays),
    Relation("register.Likeness", "first_id", stays),
    Relation("register.Likeness", "second_id", stays),
    Relation("register.Distinct", "first_id", stays),
    Relation("register.Distinct", "second_id", stays),
    Relation("register.Merge", "kept_id", stays),
    Relation("register.Merge", "absorbed_id", stays),
    Relation("register.BulkCell", "organisation_id", stays),
)
"""The index is rebuilt; what else stays is the record of who was proposed, merged or edited."""
