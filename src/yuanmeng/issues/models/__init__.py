"""Problems and what hangs on them. Fields and constraints, no verbs."""

from yuanmeng.issues.models.case import Attachment, Issue, Link, Recusal
from yuanmeng.issues.models.clocks import Clock, Limit, Pause, Profile
from yuanmeng.issues.models.handling import Answer, Attempt, Consultation, Part, Participant
from yuanmeng.issues.models.imports import IssueBatch, IssueRow
from yuanmeng.issues.models.knowledge import CommonCause, Lesson, ReplyTemplate
from yuanmeng.issues.models.reference import Category, OutsideChannel

__all__ = (
    "Answer",
    "Attachment",
    "Attempt",
    "Category",
    "Clock",
    "CommonCause",
    "Consultation",
    "Issue",
    "IssueBatch",
    "IssueRow",
    "Lesson",
    "Limit",
    "Link",
    "OutsideChannel",
    "Part",
    "Participant",
    "Pause",
    "Profile",
    "Recusal",
    "ReplyTemplate",
)
