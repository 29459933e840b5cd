"""A person's saved views: save, rename, delete."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.actions.views import delete_view, rename_view, save_view
from yuanmeng.register.models import SavedView
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.people import person_id
from yuanmeng.ui.asked import op_of


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Asked) -> HttpResponse:
    """The views to manage; POST saves one and goes back to the list it shows."""
    FIRMS.demand(request.actor, "browse")
    if request.method == "POST":
        return _saved(request)
    saved = SavedView.objects.filter(user_id=person_id(request.actor))
    rows = [{"pk": v.pk, "name": v.name, "url": f"{reverse('register:firms')}?{v.query}"} for v in saved]
    return render(request, "register/views.html", {"rows": rows})


def _saved(request: Asked) -> HttpResponse:
    query = request.POST.get("query", "")
    view = save_view(request.POST.get("name", ""), query=query, by=request.actor, op=op_of(request))
    messages.success(request, _("已保存视图“%(name)s”。") % {"name": view.name})
    return redirect(f"{reverse('register:firms')}?{view.query}")


@require_POST
def change(request: Asked, pk: int) -> HttpResponse:
    """Rename a view, or delete it when the button says so."""
    FIRMS.demand(request.actor, "browse")
    op = op_of(request)
    if request.POST.get("do") == "delete":
        delete_view(pk, by=request.actor, op=op)
        messages.success(request, _("已删除视图。"))
        return redirect("register:views")
    try:
        rename_view(pk, name=request.POST.get("name", ""), by=request.actor, op=op)
        messages.success(request, _("已重命名视图。"))
    except Invalid as refused:
        messages.error(request, refused.says)
    return redirect("register:views")
