"""The visit form that works without a signal: its page, the shell kept on the phone, the worker, what it knows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.actor import PUBLIC
from yuanmeng.register.queries.people import person_id
from yuanmeng.visits.forms import LINE_CHOICES, VisitForm
from yuanmeng.visits.models import Visit, Visitor
from yuanmeng.visits.policy import VISITS
from yuanmeng.visits.queries.capacity import colleagues
from yuanmeng.visits.queries.finding import kept_on_a_phone, mine, people_at
from yuanmeng.visits.queries.listing import belonging

FILES = (
    "vendor/tabler.min.css", "ui/yuanmeng.css", "visits/visits.css", "vendor/icons.svg", "ui/mark.svg", "ui/theme.js",
    "django_htmx/htmx-2.min.js", "ui/page.js", "vendor/idb.js", "visits/form.js", "visits/keep.js", "visits/queue.js",
    "visits/phone.js",
)  # fmt: skip
"""Everything the page needs without a signal."""
WORKER = Path(__file__).parents[1] / "static" / "visits" / "worker.js"


@require_safe
def page(request: Asked) -> HttpResponse:
    """The page with a signal. What it shows of firms and drafts comes from the phone itself."""
    VISITS.demand(request.actor, "record")
    return _page(request)


@require_safe
def shell(request: Asked) -> HttpResponse:
    """The same page for nobody: kept on the phone, so it holds no name and no navigation."""
    request.user = AnonymousUser()
    request.actor = PUBLIC
    return _page(request, offline="yes")


def _page(request: Asked, offline: str = "") -> HttpResponse:
    form = VisitForm(actor=PUBLIC, initial={"day": None})
    shown = {"form": form, "words": words(), "offline": offline, "places": places(), **LINE_CHOICES}
    return render(request, "visits/phone.html", shown)


def places() -> dict[str, str]:
    """The addresses that the page's script asks."""
    return {
        "page": reverse("visits:phone"),
        "shell": reverse("visits:phone_shell"),
        "worker": reverse("visits:phone_worker"),
        "pack": reverse("visits:phone_pack"),
        "send": reverse("visits:sync"),
        "pictures": reverse("visits:pictures", args=[0]),
        "login": f"{reverse('account_login')}?next={reverse('visits:phone')}",
    }


@require_safe
def worker(request: Asked) -> HttpResponse:
    """The service worker with the names of its files and their version."""
    head = {"VERSION": version(), "PAGE": reverse("visits:phone"), "SHELL": reverse("visits:phone_shell")}
    lines = [f"const {name} = {json.dumps(value)};" for name, value in head.items()]
    lines.append(f"const FILES = {json.dumps([static(name) for name in FILES])};")
    return HttpResponse("\n".join([*lines, WORKER.read_text(encoding="utf-8")]), content_type="text/javascript")


@cache
def version() -> str:
    """Changes when any of the files does, so that phones fetch them anew."""
    digest = hashlib.sha256(WORKER.read_bytes())
    for name in FILES:
        digest.update(Path(str(finders.find(name))).read_bytes())
    return f"visits-{digest.hexdigest()[:16]}"


@require_safe
def pack(request: Asked) -> JsonResponse:
    """What the phone keeps, encrypted, to fill the form in the workshop: names of firms, own firms' contacts, plans."""
    VISITS.demand(request.actor, "record")
    today = timezone.localdate()
    own = list(mine(request.actor).values_list("pk", flat=True))
    plans = _plans(request)
    firms = {*own, *(firm for plan in plans for firm in plan["firms"])}
    answer: dict[str, Any] = {
        "who": request.actor.user_id,
        "name": request.actor.name,
        "firms": kept_on_a_phone(request.actor),
        "mine": own,
        "people": [[each.pk, each.organisation_id, f"{each.name} {each.role}"] for each in people_at(firms)],
        "colleagues": [[user.pk, user.name] for user in colleagues(today) if user.pk != request.actor.user_id],
        "plans": plans,
    }
    return JsonResponse(answer)


def _plans(request: Asked) -> list[dict[str, Any]]:
    """The person's planned visits up to a week from now."""
    soon = timezone.localdate() + dt.timedelta(days=7)
    taking_part = Visitor.objects.filter(user=person_id(request.actor)).values("visit")
    found = list(Visit.objects.filter(state="planned", day__lte=soon, pk__in=taking_part).order_by("day", "at")[:50])
    has = belonging(found)
    return [
        {
            "pk": visit.pk,
            "version": visit.version,
            "day": visit.day.isoformat(),
            "how": visit.how,
            "purpose": visit.purpose,
            "firms": [key for key, _name, gone in has[visit.pk].firms if not gone],
            "names": "、".join(name for _key, name, gone in has[visit.pk].firms if not gone),
            "others": [key for key, _name, _as in has[visit.pk].visitors if key != request.actor.user_id],
        }
        for visit in found
    ]


def words() -> dict[str, str]:
    """What the page's script says."""
    return {
        "pick": _("请选择企业。"),
        "triage": _("请给每个问题选择去向。"),
        "kept": _("已保存在这部手机上"),
        "queued": _("已存入待发送，有信号时自动发送。"),
        "sent": _("已登记：%(firms)s"),
        "open": _("草稿，尚未提交"),
        "waiting": _("等待发送"),
        "stuck": _("需要您处理"),
        "no_signal": _("现在没有信号。草稿在这部手机上，有信号后自动发送。"),
        "server": _("服务器暂时不能处理（%(status)s）。草稿还在，稍后自动重试。"),
        "signed_out": _("您已退出登录。草稿还在，登录后自动继续发送。"),
        "edit": _("打开修改"),
        "again": _("立即重试"),
        "as_new": _("作为新的走访发送"),
        "drop": _("删除草稿"),
        "sure": _("确认删除？再点一次"),
        "login": _("去登录"),
        "none": _("这部手机上没有等待发送的走访。"),
        "plans": _("按约定登记"),
        "picture": _("这张图片无法读取，请换一张。"),
        "remove": _("移除"),
        "short": _("PIN 至少 6 位。"),
        "differ": _("两次输入的 PIN 不一样。"),
        "wrong": _("PIN 不对，请再试。"),
        "unsafe": _("这个浏览器或网址不支持在手机上加密保存；请用 HTTPS 打开，或使用“登记走访”页面。"),
        "full": _("手机空间不足，草稿没有保存成功；请先删除一些图片。"),
        "no_name": _("（未选企业）"),
        "ready": _("没有信号也能用了：这部手机上有 %(firms)s 家企业的名单。"),
    }
