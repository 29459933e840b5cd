"""Who may see what on the pages that join rooms."""

from __future__ import annotations

from yuanmeng.accounts.policy import Policy, auditor
from yuanmeng.ledger.models import Event
from yuanmeng.register.policy import zone_staff

EVENTS = Policy(Event, view=auditor)
"""The whole record of who did what is the auditor's alone (SEC-07); a record's own timeline follows the record."""
FIGURES = Policy(Event, view=zone_staff | auditor)
"""Who works with figures at all; which records a figure opens, the policy of those records says."""
