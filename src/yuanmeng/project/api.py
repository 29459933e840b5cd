"""The interface for other systems, a router a room, at /api/. Signed in as in the pages; refusals as sentences.

The description stands at /api/openapi.json for whoever signed in; there is no page for it, for that would load from
another host.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import SessionAuth

from yuanmeng.core.refusals import Refusal
from yuanmeng.issues.api import router as issues
from yuanmeng.matching.api import router as labour

SIGNED_IN = SessionAuth(csrf=True)
api = NinjaAPI(title="园盟 Yuanmeng", version="1", docs_url=None, docs_decorator=login_required, auth=SIGNED_IN)
api.add_router("/labour", labour)
api.add_router("/issues", issues)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The same sentence as on the page, with the same status."""
    errors = {name: [str(one) for one in says] for name, says in (refusal.facts.get("errors") or {}).items()}
    return api.create_response(request, {"says": str(refusal.says), "errors": errors}, status=refusal.status)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent does not fit the description: which field, and why."""
    errors = {".".join(str(part) for part in one["loc"]): [str(one["msg"])] for one in error.errors}
    return api.create_response(request, {"says": _("请求的内容不符合接口说明。"), "errors": errors}, status=422)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody signed in."""
    return api.create_response(request, {"says": _("请先登录。"), "errors": {}}, status=401)
