"""The steps of a problem: which button leads to which form and action, in one table.

A step is offered when the reader's policy and the state both allow it. Its page shows one form; what was typed stays in
it when something does not fit or somebody was faster.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanmeng.issues import forms
from yuanmeng.issues.actions import closing, coordinating, handling, tables
from yuanmeng.issues.actions.coordinating import Asked
from yuanmeng.issues.models import Category, Clock, Issue, OutsideChannel, Profile
from yuanmeng.issues.states import ISSUE

Run = Callable[[int, int, dict[str, Any], dict[str, Any]], Any]
"""key of the problem, version, what was typed, and by and op."""


@dataclass(frozen=True, slots=True)
class Step:
    """One button. `verbs` are the moves of which one must be open; `chief` steps stand out."""

    slug: str
    name: Any
    icon: str
    may: str
    verbs: tuple[str, ...]
    form: type[forms.StepForm]
    run: Run
    done: Any
    chief: str = ""
    says: Any = ""


def _typed(function: Callable[..., Any], *names: str) -> Run:
    """Passes fields of the form on under their own names."""
    return lambda pk, version, said, call: function(pk, version=version, **{name: said[name] for name in names}, **call)


def _accept(pk: int, version: int, said: dict[str, Any], call: dict[str, Any]) -> Any:
    category, profile = Category.objects.get(pk=said["category"]), Profile.objects.get(pk=said["profile"])
    return coordinating.accept(pk, version=version, category=category, profile=profile, **call)


def _refer(pk: int, version: int, said: dict[str, Any], call: dict[str, Any]) -> Any:
    channel = OutsideChannel.objects.get(pk=said["channel"])
    return coordinating.refer(pk, version=version, channel=channel, **call)


def _dispatch(pk: int, version: int, said: dict[str, Any], call: dict[str, Any]) -> Any:
    parts = [Asked(*part) for part in said["parts"]]
    return coordinating.dispatch(pk, version=version, lead=said["lead"], parts=parts, **call)


def _join(pk: int, version: int, said: dict[str, Any], call: dict[str, Any]) -> Any:
    return handling.join(pk, version=version, parts=[Asked(*part) for part in said["parts"]], **call)


def _recuse(pk: int, _version: int, said: dict[str, Any], call: dict[str, Any]) -> Any:
    return coordinating.recuse(pk, user=said["user"], reason=said["reason"], **call)


def _link(pk: int, _version: int, said: dict[str, Any], call: dict[str, Any]) -> Any:
    return coordinating.link(pk, number=said["number"], kind=said["kind"], **call)


def _opine(pk: int, _version: int, said: dict[str, Any], call: dict[str, Any]) -> Any:
    return handling.opine(pk, part=said["record"], version=said["seen"], opinion=said["text"], **call)


def _state(pk: int, _version: int, said: dict[str, Any], call: dict[str, Any]) -> Any:
    return tables.state(pk, participant=said["record"], version=said["seen"], position=said["text"], **call)


def _grant(pk: int, version: int, said: dict[str, Any], call: dict[str, Any]) -> Any:
    waiting = Clock.objects.filter(issue=pk, ask="asked", state="running").values_list("pk", flat=True).first()
    return coordinating.grant(pk, version=version, clock=waiting or 0, **said, **call)


def _answer(pk: int, version: int, said: dict[str, Any], call: dict[str, Any]) -> Any:
    return handling.answer(pk, version=version, values=said, **call)


def _at_once(pk: int, version: int, said: dict[str, Any], call: dict[str, Any]) -> Any:
    repeats = said.pop("repeats")
    return handling.answer_at_once(pk, version=version, values=said, repeats=repeats, **call)


REASON = ("reason",)
STEPS = (
    Step("acceptance", _("受理"), "check", "coordinate", ("accept",), forms.AcceptForm, _accept, _("已受理。"),
         "chief",
         _("受理的人就是协调员。请核对分类和时限标准。")),
    Step("dispatch", _("派发"), "send", "coordinate", ("dispatch",), forms.DispatchForm, _dispatch,
         _("已派发。"), "chief"),
    Step("ruling", _("裁定退回"), "adjustments", "coordinate", ("uphold",), forms.RuleForm,
         _typed(coordinating.rule, "verdict", "reason"), _("已裁定。"), "chief",
         _("裁定是最终的，同一问题不再退回。")),
    Step("taking-on", _("领办"), "user-plus", "take_on", ("take_on",), forms.NothingForm, _typed(handling.take_on),
         _("已领办，您是经办人。"), "chief", _("领办后由您对企业负责到答复。")),
    Step("confirmation", _("企业确认"), "circle-check", "firm", ("dissent",), forms.WordForm,
         _typed(closing.confirm, "word", "satisfaction", "said"), _("谢谢，已记录您的意见。"), "chief"),
    Step("opinion", _("提交协办意见"), "message-2", "opine", ("opine",), forms.OpinionForm, _opine,
         _("已提交。"), "chief"),
    Step("position", _("提交会商意见"), "message-2", "state", ("state",), forms.OpinionForm, _state,
         _("已提交。"), "chief"),
    Step("decision", _("会商议定"), "checks", "decide", ("decide",), forms.DecisionForm,
         _typed(tables.decide, "decision", "minutes", "lead", "days"), _("已议定，重新计时。"), "chief",
         _("议定后由主办单位继续办理，从今天起重新计时。")),
    Step("consent", _("批复延期"), "clock", "grant", ("grant_extension",), forms.ConsentForm, _grant,
         _("已批复。"), "chief"),
    Step("answer", _("答复企业"), "mail", "work", ("answer",), forms.AnswerForm, _answer,
         _("已答复，等企业确认。"), "chief",
         _("问题是否解决由企业自己确认；企业不认可就继续办理。")),
    Step("follow-up", _("登记回访"), "phone", "follow_up", ("follow_up",), forms.FollowUpForm,
         _typed(closing.follow_up, "result", "note"), _("已登记回访。"), "chief",
         _("口头认可不算企业确认。两次联系不上或没有确认，按“未经企业确认办结”单独统计。")),
    Step("resumption", _("恢复计时"), "refresh", "coordinate", ("resume",), forms.NothingForm,
         _typed(coordinating.resume), _("已恢复计时。"), "chief"),
    Step("at-once", _("当场答复"), "message-2", "coordinate", ("answer_at_once",), forms.AtOnceForm, _at_once,
         _("已答复，等企业确认。"), "", _("现场已经解决，或者重复反映已依法办理过的事项时使用。")),
    Step("referral", _("告知其他渠道"), "external-link", "coordinate", ("refer",), forms.ReferForm, _refer,
         _("已告知企业应走的渠道。"), "", _("不属于园区职权的事项，告诉企业找谁、怎么找。")),
    Step("recall", _("撤回派发"), "arrow-back-up", "coordinate", ("recall",), forms.NothingForm,
         _typed(coordinating.recall), _("已撤回派发。")),
    Step("objection", _("退回不当派发"), "arrow-back-up", "take_on", ("object",), forms.ReasonForm,
         _typed(handling.object_to, *REASON), _("已退回，等协调员裁定。"), "",
         _("不属于本单位职责时，在期限内可退回一次。")),
    Step("progress", _("告知进展"), "message-2", "work", ("report",), forms.ProgressForm,
         _typed(handling.report, "text"), _("已告知企业。")),
    Step("joining", _("请协办"), "users", "work", ("join",), forms.JoinForm, _join, _("已请协办。")),
    Step("extension", _("申请延期"), "clock", "work", ("ask_extension",), forms.ExtensionForm,
         _typed(handling.ask_extension, "days", "reason"), _("已申请，等领导批复。")),
    Step("table", _("召集会商"), "users-group", "call", ("call",), forms.TableForm,
         _typed(tables.call, "reason", "meets", "place", "participants"), _("已召集会商，停止计时。"), "",
         _("从现在起停止计时，只有写下议定事项才重新计时。")),
    Step("pause", _("暂停计时"), "clock", "coordinate", ("pause",), forms.ReasonForm,
         _typed(coordinating.pause, *REASON), _("已暂停计时。"), "",
         _("等企业补材料、等法定程序时使用；暂停的日子不计入期限。")),
    Step("reassignment", _("改派经办人"), "users", "work", ("reassign",), forms.ReassignForm,
         _typed(handling.reassign, "handler"), _("已改派。")),
    Step("retraction", _("撤回答复"), "arrow-back-up", "work", ("retract",), forms.NothingForm,
         _typed(handling.retract), _("已撤回答复，继续计时。")),
    Step("escalation", _("升级"), "alert-triangle", "escalate", ("escalate",), forms.ReasonForm,
         _typed(coordinating.escalate, *REASON), _("已升级。"), "", _("依次为协调员、会商、分管领导、区县。")),
    Step("reopening", _("要求重新办理"), "refresh", "firm", ("reopen", "reopen_anew"), forms.ReasonForm,
         _typed(closing.reopen, *REASON), _("已恢复办理。")),
    Step("withdrawal", _("撤回问题"), "x", "firm", ("withdraw",), forms.ReasonForm,
         _typed(closing.withdraw, *REASON), _("已撤回。")),
    Step("new-link", _("换新确认链接"), "refresh", "follow_up", ("follow_up",), forms.NothingForm,
         _typed(closing.renew_link), _("已换新链接，原来的链接失效。")),
    Step("link", _("关联另一个问题"), "link", "coordinate", (), forms.LinkForm, _link, _("已关联。")),
    Step("recusal", _("登记回避"), "eye-off", "inside", (), forms.RecuseForm, _recuse, _("已登记回避。"), "",
         _("与问题有利害关系的人不再看到它。")),
)  # fmt: skip
BY_SLUG = {step.slug: step for step in STEPS}


def offered(issue: Issue, may: frozenset[str], *, asked: bool, seats: frozenset[str]) -> list[Step]:
    """The steps open to a person with these verbs. `asked`: more time waits for consent. `seats`: opinion, position."""
    open_now = set(ISSUE.verbs(issue.state))
    found = []
    for step in STEPS:
        if step.may not in may or (step.verbs and not open_now & set(step.verbs)):
            continue
        if step.slug in {"opinion", "position"} and step.slug not in seats:
            continue
        if (step.slug == "consent" and not asked) or (step.slug == "extension" and asked):
            continue
        if step.slug == "objection" and issue.bounced:
            continue
        found.append(step)
    return found
