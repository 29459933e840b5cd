"""Every write of problems."""

from yuanmeng.issues.actions.raising import raise_issue

__all__ = ("raise_issue",)
