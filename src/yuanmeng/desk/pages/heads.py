"""The handful of figures that matter this month, each beside the same days of last month and of last year."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.period import so_far
from yuanmeng.desk.pages.figures import figure_row
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.figures import Figure, Reading

HEAD = (
    "visits.held",
    "issues.raised",
    "issues.closed",
    "activities.held",
    "exchange.confirmed",
    "matching.heads",
)
"""In the order shown: what was done, not who did it."""


def head_figures(actor: Actor) -> list[Figure]:
    """Those of which the person may open some records."""
    known = ledger.coded()[0]
    return [known[key] for key in HEAD if known[key].policy.allows(actor, "view")]


def head(actor: Actor, today: dt.date) -> list[dict[str, Any]]:
    """A tile for each, all read in one query."""
    months = [so_far(today, back) for back in (0, 1, 12)]
    chosen = head_figures(actor)
    readings = iter(ledger.read([(each, period) for each in chosen for period in months], actor))
    return [_tile(*(next(readings) for _month in months)) for _figure in chosen]


def _tile(now: Reading, month_ago: Reading, year_ago: Reading) -> dict[str, Any]:
    compared = ((_("上月同期"), month_ago), (_("去年同期"), year_ago))
    return figure_row(now) | {
        "compared": [figure_row(each) | {"name": name, "change": _change(now, each)} for name, each in compared]
    }


def _change(now: Reading, then: Reading) -> str:
    """The difference with its sign; nothing where one of the two may not be known."""
    if now.value is None or then.value is None:
        return ""
    change = now.value - then.value
    return ("+" if change > 0 else "") + str(number_format(change, force_grouping=True))
