"""Fields and constraints of the register; verbs are in actions."""

from yuanmeng.register.models.facts import Correction, Fact, Qualification
from yuanmeng.register.models.imports import ColumnMapping, HeldRow, ImportBatch, ImportChange
from yuanmeng.register.models.merging import BulkCell, BulkEdit, Distinct, Likeness, Merge
from yuanmeng.register.models.organisation import Contact, FormerName, Organisation, Origin, SavedView
from yuanmeng.register.models.reference import Division, Industry
from yuanmeng.register.models.search import FirmIndex

__all__ = [
    "BulkCell",
    "BulkEdit",
    "ColumnMapping",
    "Contact",
    "Correction",
    "Distinct",
    "Division",
    "Fact",
    "FirmIndex",
    "FormerName",
    "HeldRow",
    "ImportBatch",
    "ImportChange",
    "Industry",
    "Likeness",
    "Merge",
    "Organisation",
    "Origin",
    "Qualification",
    "SavedView",
]
