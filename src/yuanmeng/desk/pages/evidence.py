"""Evidence packs leave the house here, where records of every kind can be shown."""

from __future__ import annotations

from django.http import FileResponse
from django.views.decorators.http import require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.desk.presenting import present
from yuanmeng.files.storage import download
from yuanmeng.reports.actions.valuing import log_pack
from yuanmeng.reports.evidence import Pack, packed, packed_all
from yuanmeng.reports.models import IndicatorSystem
from yuanmeng.reports.pages.indicator import fetched
from yuanmeng.reports.policy import EVALUATIONS
from yuanmeng.ui.asked import op_of


@require_POST
def one(request: Asked, pk: int, number: int) -> FileResponse:
    """The pack of one indicator."""
    system, indicator = fetched(request, pk, number)
    op_of(request)
    return _sent(request, system, packed(indicator, request.actor, present), indicator.code)


@require_POST
def whole(request: Asked, pk: int) -> FileResponse:
    """The pack of all indicators."""
    system = EVALUATIONS.fetch(request.actor, pk=pk)
    op_of(request)
    return _sent(request, system, packed_all(system, request.actor, present), "")


def _sent(request: Asked, system: IndicatorSystem, pack: Pack, code: str) -> FileResponse:
    file, told = pack
    log_pack(system.pk, code=code, records=told.records, closed=told.closed, by=request.actor, op=op_of(request))
    name = f"佐证包-{system.name}-{system.period}" + (f"-{code}" if code else "")
    return download(file, f"{name}.zip")
