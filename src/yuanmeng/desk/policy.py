"""Who may see what on the pages that join rooms."""

from __future__ import annotations

from yuanmeng.accounts.policy import Policy, auditor
from yuanmeng.ledger.models import Event

EVENTS = Policy(Event, view=auditor)
"""The whole record of who did what is the auditor's alone (SEC-07); a record's own timeline follows the record."""
