"""What shared labour keeps."""

from yuanmeng.matching.models.loans import (
    AGES,
    CHANNELS,
    CONSENT_STATES,
    LOAN_STATES,
    RETURN_REASONS,
    Consent,
    Loan,
    NameView,
    Worker,
)
from yuanmeng.matching.models.lots import IMPORT_STATES, LOT_STATES, SIDES, Lot, LotBatch, Season
from yuanmeng.matching.models.papers import (
    ENTRY_KINDS,
    HOUR_SIDES,
    INCIDENT_KINDS,
    PAPER_KINDS,
    Entry,
    Hours,
    Incident,
    Paper,
)
from yuanmeng.matching.models.plans import PLAN_STATES, Condition, Plan

__all__ = [
    "AGES",
    "CHANNELS",
    "CONSENT_STATES",
    "ENTRY_KINDS",
    "HOUR_SIDES",
    "IMPORT_STATES",
    "INCIDENT_KINDS",
    "LOAN_STATES",
    "LOT_STATES",
    "PAPER_KINDS",
    "PLAN_STATES",
    "RETURN_REASONS",
    "SIDES",
    "Condition",
    "Consent",
    "Entry",
    "Hours",
    "Incident",
    "Loan",
    "Lot",
    "LotBatch",
    "NameView",
    "Paper",
    "Plan",
    "Season",
    "Worker",
]
