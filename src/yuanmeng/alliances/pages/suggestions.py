"""What the machine suggests: an industry for firms without one, an invitation for firms without an alliance.

Both lists work alike: tick rows (or take all that are certain), see what will change, confirm; one operation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.alliances import actions
from yuanmeng.alliances.forms import SuggestionForm
from yuanmeng.alliances.models import Alliance
from yuanmeng.alliances.pages.showing import alliance_name
from yuanmeng.alliances.policy import ALLIANCES
from yuanmeng.alliances.queries import invitable, rules_on, unallied
from yuanmeng.core.actor import Actor
from yuanmeng.core.classify.industries import SECTION_OF
from yuanmeng.core.classify.mapping import alliance_of
from yuanmeng.core.classify.suggesting import THRESHOLD
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.actions.suggestions import classify
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.suggestions import (
    REACH,
    Proposal,
    code_of,
    counted,
    industry_name,
    known_codes,
    proposed_code,
    unclassified,
    walk,
)
from yuanmeng.ui.asked import op_of, whole

ROWS = 30
AT_ONCE = 1000
PREVIEWED = 200
Names = dict[str, str]


@require_safe
def industries(request: Asked) -> HttpResponse:
    """Firms without an industry."""
    FIRMS.demand(request.actor, "classify")
    return _list(request, "industries", unclassified(request.actor))


@require_safe
def alliances(request: Asked) -> HttpResponse:
    """Firms that no alliance ever invited."""
    ALLIANCES.demand(request.actor, "invite")
    return _list(request, "alliances", unallied(request.actor))


def _list(request: Asked, kind: str, firms: Any) -> HttpResponse:
    rules, mine = rules_on(), _invitable_alliances(request.actor)
    names = {one.slug: alliance_name(one) for one in Alliance.objects.all()}
    form = SuggestionForm(request.GET, alliances=list(names.items()))
    asked = form.asked()
    named, fits = _named(firms, asked["q"]), _fits(kind, asked, rules, mine)
    found = walk(named, fits, after=whole(request.GET.get("after") or "0"), size=ROWS, reach=REACH)
    fitting, beyond = counted(named, fits) if any(asked.values()) else (0, "")
    known = known_codes({one.said.code for one in found.rows})
    shown = {
        "kind": kind,
        "form": form,
        "filtered": any(asked.values()),
        "fitting": fitting,
        "beyond": beyond,
        "total": firms.count(),
        "rows": [{**_row(kind, one, rules, names, mine), **_box(one, known)} for one in found.rows],
        "more": found.more,
        "began": not request.GET.get("after"),
        "at_once": AT_ONCE,
        "query": request.GET.urlencode(),
        "may_classify": FIRMS.allows(request.actor, "classify"),
        "may_invite": ALLIANCES.allows(request.actor, "invite"),
        "browse": FIRMS.allows(request.actor, "browse"),
    }
    return render(request, "alliances/suggestions.html", shown)


def _named(firms: Any, q: str) -> Any:
    return firms.filter(name__icontains=q) if q else firms


def _invitable_alliances(actor: Actor) -> dict[str, int]:
    """Slug → key of the alliances that the actor may invite to."""
    return dict(ALLIANCES.among(actor, "invite").values_list("slug", "pk"))


def _goal(one: Proposal, rules: Names) -> str:
    """The alliance's slug: from the confirmed industry, else from the suggested one; "" for none."""
    return alliance_of(code_of(one.industry, one.said), rules)


def _sure(kind: str, one: Proposal) -> bool:
    if kind == "industries":
        return one.said.industry_confidence >= THRESHOLD
    return bool(one.industry) or one.said.confidence >= THRESHOLD


def _fits(kind: str, asked: dict[str, str], rules: Names, mine: dict[str, int]) -> Callable[[Proposal], bool]:
    """Whether a proposal belongs in the list. Firms that belong to no alliance are not in the list of invitations."""

    def fits(one: Proposal) -> bool:
        goal, code = _goal(one, rules), code_of(one.industry, one.said)
        if kind == "alliances" and goal not in mine:
            return False
        if asked["alliance"] and goal != asked["alliance"]:
            return False
        if asked["certainty"] and _sure(kind, one) != (asked["certainty"] == "sure"):
            return False
        wanted = asked["industry"]
        return not wanted or code[:2] == wanted or SECTION_OF.get(code[:2]) == wanted

    return fits


def _row(kind: str, one: Proposal, rules: Names, names: Names, mine: dict[str, int]) -> dict[str, Any]:
    """Ready strings for one proposal; `pick` is what its tick sends."""
    goal = _goal(one, rules)
    confidence = one.said.industry_confidence if kind == "industries" else one.said.confidence
    confirmed = kind == "alliances" and one.industry
    return {
        "pk": one.pk,
        "pick": f"{one.pk}:{one.version}" if kind == "industries" else f"{one.pk}:{mine.get(goal, 0)}",
        "url": reverse("register:firm", args=[one.pk]),
        "name": one.name,
        "code": one.uscc or "—",
        "scope": one.scope[:90] + ("…" if len(one.scope) > 90 else ""),
        "industry": industry_name(code_of(one.industry, one.said)) or _("没有可识别的用语"),
        "alliance": names.get(goal, goal) or _("不归任何联盟"),
        "runner_up": "" if confirmed else industry_name(one.said.runner_up),
        "words": [] if confirmed else [_word(word) for word in one.said.words],
        "confidence": _("已确认行业") if confirmed else f"{confidence:.0%}",
        "sure": _sure(kind, one),
    }


def _box(one: Proposal, known: Collection[str]) -> dict[str, str]:
    """What stands in the box of the code to be confirmed."""
    return {"suggested": proposed_code(one.said, known)}


def _word(word: str) -> str:
    """A word that led to the suggestion; those of the name are told apart."""
    return _("名称：%(word)s") % {"word": word.removeprefix("名称")} if word.startswith("名称") else word


@require_POST
def industries_preview(request: Asked) -> HttpResponse:
    """What would change if the ticked industries (or all certain ones) were confirmed; nothing is written."""
    FIRMS.demand(request.actor, "classify")
    if "all" in request.POST:
        sure = _all_sure(request, "industries")
        known = known_codes({one.said.code for one in sure})
        choices = [(one.pk, one.version, proposed_code(one.said, known)) for one in sure]
    else:
        choices = [(pk, version, request.POST.get(f"code-{pk}", "").strip()) for pk, version in _picks(request.POST)]
    if not choices:
        return _nothing(request, "industries")
    names = dict(unclassified(request.actor).filter(pk__in=[one[0] for one in choices]).values_list("pk", "name"))
    known = known_codes({code for _pk, _version, code in choices})
    right = [one for one in choices if one[0] in names and one[2] in known]
    wrong = [
        _("%(name)s：行业分类中没有代码“%(code)s”") % {"name": names[pk], "code": code[:10]}
        for pk, _version, code in choices
        if pk in names and code not in known
    ]
    rows = [(names[pk], f"{code} {known[code]}") for pk, _version, code in right]
    sent = " ".join(f"{pk}:{version}:{code}" for pk, version, code in right)
    return _preview(request, "industries", rows, sent, wrong)


@require_POST
def alliances_preview(request: Asked) -> HttpResponse:
    """Whom the ticked invitations (or all certain ones) would reach; nothing is written."""
    ALLIANCES.demand(request.actor, "invite")
    mine = _invitable_alliances(request.actor)
    if "all" in request.POST:
        rules = rules_on()
        pairs = [(one.pk, mine[_goal(one, rules)]) for one in _all_sure(request, "alliances")]
    else:
        pairs = [pair for pair in _picks(request.POST) if pair[1] in mine.values()]
    if not pairs:
        return _nothing(request, "alliances")
    names = {one.pk: alliance_name(one) for one in Alliance.objects.all()}
    firms = dict(invitable(request.actor).filter(pk__in=[pk for pk, _alliance in pairs]).values_list("pk", "name"))
    rows = [(firms[pk], names[alliance]) for pk, alliance in pairs if pk in firms]
    sent = " ".join(f"{pk}:{alliance}" for pk, alliance in pairs if pk in firms)
    return _preview(request, "alliances", rows, sent)


def _all_sure(request: Asked, kind: str) -> list[Proposal]:
    """The first thousand certain proposals of the list as it was filtered."""
    rules, mine = rules_on(), _invitable_alliances(request.actor)
    form = SuggestionForm(QueryDict(request.POST.get("query", "")), alliances=_slugs())
    asked = {**form.asked(), "certainty": "sure"}
    firms = unclassified(request.actor) if kind == "industries" else unallied(request.actor)
    return walk(_named(firms, asked["q"]), _fits(kind, asked, rules, mine), size=AT_ONCE, reach=10 * AT_ONCE).rows


def _slugs() -> list[tuple[str, str]]:
    return [(slug, slug) for slug in Alliance.objects.values_list("slug", flat=True)]


def _picks(posted: QueryDict) -> list[tuple[int, int]]:
    """The ticks, `firm:number` each. Raises Invalid."""
    return [_pick(text) for text in posted.getlist("pick")]


def _pick(text: str) -> tuple[int, int]:
    first, _mark, second = text.partition(":")
    return whole(first), whole(second)


def _nothing(request: Asked, kind: str) -> HttpResponse:
    messages.warning(request, _("没有选中任何企业，请勾选后再预览。"))
    return redirect(_list_url(request, kind))


def _list_url(request: Asked, kind: str) -> str:
    """The list as it was filtered, from its beginning."""
    asked = QueryDict(request.POST.get("query", ""), mutable=True)
    asked.pop("after", None)
    return reverse(f"alliances:suggestions_{kind}") + (f"?{asked.urlencode()}" if asked else "")


def _preview(
    request: Asked, kind: str, rows: list[tuple[str, str]], sent: str, wrong: Sequence[str] = ()
) -> HttpResponse:
    counts = Counter(target for _name, target in rows)
    shown = {
        "kind": kind,
        "count": len(rows),
        "counts": counts.most_common(),
        "rows": [{"name": name, "target": target} for name, target in rows[:PREVIEWED]],
        "hidden": max(0, len(rows) - PREVIEWED),
        "sent": sent,
        "wrong": wrong,
        "back": _list_url(request, kind),
        "query": request.POST.get("query", ""),
    }
    return render(request, "alliances/suggestions_preview.html", shown)


@require_POST
def industries_confirming(request: Asked) -> HttpResponse:
    """Set the industries that were previewed."""
    choices = [_choice(text) for text in request.POST.get("sent", "").split()]
    answer = classify(choices, by=request.actor, op=op_of(request))
    done, stale = answer["classified"], len(answer["stale"])
    messages.success(
        request, ngettext("已确认 %(n)s 家企业的行业。", "已确认 %(n)s 家企业的行业。", done) % {"n": done}
    )
    if stale:
        messages.warning(request, _("%(n)s 家企业的档案刚被他人修改，没有改动，请重新核对。") % {"n": stale})
    return redirect(_list_url(request, "industries"))


def _choice(text: str) -> tuple[int, int, str]:
    pick, _mark, code = text.rpartition(":")
    if len(code) > 5:
        raise Invalid(_("行业代码“%(code)s”太长。") % {"code": code[:20]})
    return *_pick(pick), code


@require_POST
def alliances_inviting(request: Asked) -> HttpResponse:
    """Send the invitations that were previewed."""
    pairs = [(alliance, firm) for firm, alliance in map(_pick, request.POST.get("sent", "").split())]
    answer = actions.invite(pairs, reason=request.POST.get("reason", ""), by=request.actor, op=op_of(request))
    done = answer["invited"]
    messages.success(
        request,
        ngettext("已邀请 %(n)s 家企业，等企业自己确认。", "已邀请 %(n)s 家企业，等企业自己确认。", done) % {"n": done},
    )
    if answer["skipped"]:
        messages.warning(request, _("%(n)s 家已在联盟、已受邀或不在册，未重复邀请。") % {"n": answer["skipped"]})
    return redirect(_list_url(request, "alliances"))
