"""Who may do what with the calendar: everybody inside reads it, the system administrator keeps it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.policy import ALL, NONE, Policy, Rule, system_administrator
from yuanmeng.workdays.models import OfficeHours, YearNotice

signed_in = Rule(_("已登录的人"), lambda actor: NONE if actor.user_id is None else ALL)

YEAR_NOTICES = Policy(YearNotice, view=signed_in, load=system_administrator)
OFFICE_HOURS = Policy(OfficeHours, view=signed_in, change=system_administrator)
