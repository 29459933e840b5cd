"""The one link by which a worker answers without a login: it shows the sheet of the post (LAB-11) and takes the answer.

A signed number with the worker's turn: it cannot be guessed, a newer turn voids it, and it works until the loan starts
or falls through. Forwarded, it lets the other person answer for this worker and shows nothing but the sheet.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Hidden
from yuanmeng.matching.models import Worker

CONSENTS = Signer(salt="matching.consent", sep=".")


def token_of(worker: Worker) -> str:
    """The token of a worker's present turn."""
    return CONSENTS.sign(f"{worker.pk}-{worker.turn}")


def worker_of(token: str) -> Worker:
    """The worker behind a link. Raises Hidden: no such link, or a void one."""
    try:
        pk, turn = (int(part) for part in CONSENTS.unsign(token).split("-"))
    except BadSignature:
        raise Hidden(_("这个链接不完整或不存在，请检查是否复制完整。")) from None
    found = Worker.objects.select_related("loan__lender", "loan__borrower", "loan__shortage").filter(pk=pk, turn=turn)
    worker = found.first()
    if worker is None:
        raise Hidden(_("这个链接已经失效，请向本单位索取新的链接。"))
    return worker
