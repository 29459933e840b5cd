"""What others learn from solved problems: lessons, reply templates, common causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import IllegalMove, Invalid, Stale
from yuanmeng.issues.models import CommonCause, Lesson, ReplyTemplate
from yuanmeng.issues.policy import CAUSES, ISSUES, LESSONS, TEMPLATES
from yuanmeng.issues.queries.private import private_words
from yuanmeng.ledger.actions import action, record

LEAST_FIRMS = 3
M = TypeVar("M", bound=Model)


@action("issue.publish_lesson")
def publish_lesson(pk: int, *, values: Mapping[str, Any], by: Actor, op: UUID) -> Lesson:
    """发布案例 from a solved problem, private parts left out. Raises Hidden, Denied, IllegalMove, Invalid."""
    issue = ISSUES.fetch(by, "publish", pk=pk)
    if issue.state != "solved" or issue.confidential:
        raise IllegalMove(_("只有企业确认已解决、不保密的问题可以成为案例。"))
    lesson = Lesson.objects.filter(issue=issue).first() or Lesson(issue=issue, category=issue.category)
    lesson.published_by_id, lesson.published_at, lesson.withdrawn = by.user_id, timezone.now(), False
    _filled(lesson, values)
    left = private_words(issue, f"{lesson.title}\n{lesson.question}\n{lesson.answer}")
    if left:
        raise Invalid(_("还有应当去掉的内容：%(words)s。") % {"words": "、".join(left)})
    if lesson.pk:
        written = {name: values[name] for name in ("title", "question", "answer")}
        when = {"published_by_id": by.user_id, "published_at": lesson.published_at, "withdrawn": False}
        Lesson.objects.filter(pk=lesson.pk).update(**written, **when, version=F("version") + 1)
    else:
        lesson.save(force_insert=True)
    record("issue.publish_lesson", issue, lesson, by=by, op=op)
    return lesson


@action("issue.withdraw_lesson")
def withdraw_lesson(pk: int, *, version: int, by: Actor, op: UUID) -> Lesson:
    """撤下案例. Raises Hidden, Denied, Stale."""
    lesson = LESSONS.fetch(by, "change", pk=pk)
    _changed(lesson, version, withdrawn=True)
    record("issue.withdraw_lesson", lesson, lesson.issue, by=by, op=op)
    return lesson


@action("issue.keep_template")
def keep_template(*, values: Mapping[str, Any], pk: int = 0, version: int = 0, by: Actor, op: UUID) -> ReplyTemplate:
    """保存答复模板, a new one where `pk` is 0. Raises Hidden, Denied, Invalid, Stale."""
    TEMPLATES.demand(by, "change")
    template = TEMPLATES.fetch(by, "change", pk=pk) if pk else ReplyTemplate()
    _filled(template, values)
    if pk:
        _changed(template, version, **values)
    else:
        template.save(force_insert=True)
    record("issue.keep_template", template, by=by, op=op)
    return template


@action("issue.take_up")
def take_up(*, values: Mapping[str, Any], issues: Sequence[int], by: Actor, op: UUID) -> CommonCause:
    """共性问题立题: problems of three firms or more with one cause (TKT-12). Raises Denied, Invalid."""
    CAUSES.demand(by, "change")
    found = list(ISSUES.among(by, "view").filter(pk__in=issues))
    if len({issue.firm_id for issue in found if issue.firm_id}) < LEAST_FIRMS:
        raise Invalid(_("共性问题应涉及至少 %(least)s 家企业，请多选几个问题。") % {"least": LEAST_FIRMS})
    cause = CommonCause(taken_up_by_id=by.user_id, taken_up_at=timezone.now())
    _filled(cause, values)
    cause.save(force_insert=True)
    cause.issues.set(found)
    record("issue.take_up", cause, *found, by=by, op=op, problems=len(found))
    return cause


@action("issue.propose")
def propose(pk: int, *, version: int, proposal: str, by: Actor, op: UUID) -> CommonCause:
    """形成建议: what should change so that it does not come back. Raises Hidden, Denied, Invalid, Stale."""
    cause = CAUSES.fetch(by, "change", pk=pk)
    if not proposal.strip() or len(proposal) > 2000:
        raise Invalid(_("请写明建议（2000 字以内）。"))
    _changed(cause, version, proposal=proposal.strip(), state="proposed")
    record("issue.propose", cause, by=by, op=op, state="proposed")
    return cause


@action("issue.end_cause")
def end_cause(pk: int, *, version: int, by: Actor, op: UUID) -> CommonCause:
    """结束研究. Raises Hidden, Denied, Stale."""
    cause = CAUSES.fetch(by, "change", pk=pk)
    _changed(cause, version, state="ended")
    record("issue.end_cause", cause, by=by, op=op, state="ended")
    return cause


def _filled(made: Model, values: Mapping[str, Any]) -> None:
    """Raises Invalid with a sentence for each field that does not fit."""
    for name, value in values.items():
        setattr(made, name, value)
    try:
        made.clean_fields()
    except ValidationError as wrong:
        errors = wrong.message_dict
        raise Invalid(_("有 %(count)d 处需要修改。") % {"count": len(errors)}, errors=errors) from None


def _changed(kept: M, version: int, **values: Any) -> None:
    changed = type(kept)._default_manager.filter(pk=kept.pk, version=version)
    if not changed.update(**values, version=F("version") + 1):
        raise Stale(_("刚刚被他人更新，请查看最新内容后重试。"), record=kept)
    kept.refresh_from_db()
