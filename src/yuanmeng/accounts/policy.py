"""Who may do what. A rule is one SQL condition, so that list and object cannot disagree (DESIGN §4).

FIRMS = Policy(Organisation, view=anyone_in(ZONE) | own_firm, edit=officers)
FIRMS.among(actor, "view")        the records the actor may see
FIRMS.fetch(actor, "edit", pk=7)  one record; Hidden when it may not be seen, Denied with who may
FIRMS.may(actor, record)          the verbs the actor may use on it, for the buttons
FIRMS.allows(actor, "create")     a verb that needs no record yet
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.base import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanmeng.accounts.models import Feedback, User
from yuanmeng.core.actor import Actor, Role
from yuanmeng.core.refusals import Denied, Hidden

M = TypeVar("M", bound=Model)
ALL = ~Q(pk__in=[])
NONE = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may (`says`, for the refusal) and on which records (`where`)."""

    says: Any
    where: Callable[[Actor], Q]

    def __or__(self, other: Rule) -> Rule:
        def either(actor: Actor) -> Q:
            mine, theirs = self.where(actor), other.where(actor)
            if mine == NONE or theirs == ALL:
                return theirs
            return mine if theirs == NONE or mine == ALL else mine | theirs

        return Rule(_Joined((*_parts(self.says), *_parts(other.says))), either)

    def __and__(self, other: Rule) -> Rule:
        return Rule(self.says, lambda actor: self.where(actor) & other.where(actor))


@dataclass(frozen=True, slots=True)
class _Joined:
    """Texts joined when shown, so that each is translated then."""

    parts: tuple[Any, ...]

    def __str__(self) -> str:
        return _("、").join(dict.fromkeys(str(part) for part in self.parts))


def _parts(says: Any) -> tuple[Any, ...]:
    return says.parts if isinstance(says, _Joined) else (says,)


def holding(says: Any, *roles: Role) -> Rule:
    """Whoever holds one of the roles anywhere: on every record."""
    return Rule(says, lambda actor: ALL if actor.holds(*roles) else NONE)


class Policy(Generic[M]):
    """The rules of one kind of record, a verb each. `view` decides who may know that a record exists."""

    def __init__(self, model: type[M], **rules: Rule) -> None:
        if "view" not in rules:
            raise ValueError(f"the policy of {model.__name__} has no view rule")
        self.model = model
        self.rules = rules

    def among(self, actor: Actor, verb: str = "view") -> QuerySet[M]:
        """The records on which the actor may use the verb."""
        return self.model._default_manager.filter(self.rules[verb].where(actor))

    def fetch(self, actor: Actor, verb: str = "view", **lookup: Any) -> M:
        """One record in one query. Raises Hidden (may not know of it) or Denied (says who may)."""
        may = Case(When(self.rules[verb].where(actor), then=Value(1)), default=Value(0))
        found = next(iter(self.among(actor).filter(**lookup).order_by().annotate(_may=may)[:1]), None)
        if found is None:
            raise Hidden(_("没有找到这条记录，或者您无权查看。"))
        if not found._may:  # type: ignore[attr-defined]
            raise self._denied(verb)
        return found

    def may(self, actor: Actor, record: M) -> frozenset[str]:
        """The verbs the actor may use on this record, in one query; verbs under one condition ask it once."""
        verbs: dict[Q, list[str]] = {}
        for verb, rule in self.rules.items():
            verbs.setdefault(rule.where(actor), []).append(verb)
        cases = {f"_may_{same[0]}": Case(When(where, then=Value(1)), default=Value(0)) for where, same in verbs.items()}
        rows = self.model._default_manager.filter(pk=record.pk).order_by().values(**cases)[:1]
        row = next(iter(rows), {})
        return frozenset(verb for same in verbs.values() if row.get(f"_may_{same[0]}") for verb in same)

    def allows(self, actor: Actor, verb: str) -> bool:
        """Whether the actor may use the verb on any record at all: for verbs without a record, and for menus."""
        return self.rules[verb].where(actor) != NONE

    def demand(self, actor: Actor, verb: str) -> None:
        """Raises Denied unless `allows`."""
        if not self.allows(actor, verb):
            raise self._denied(verb)

    def _denied(self, verb: str) -> Denied:
        return Denied(_("您无权执行此操作。可以执行的人：%(who)s。") % {"who": self.rules[verb].says})


system_administrator = holding(gettext_lazy("系统管理员"), Role.SYSTEM_ADMINISTRATOR)
auditor = holding(gettext_lazy("审计员"), Role.AUDITOR)

PEOPLE = Policy(User, view=system_administrator | auditor, manage=system_administrator)
FEEDBACK = Policy(Feedback, view=system_administrator | auditor, answer=system_administrator)
"""The sender of feedback needs no rule: whoever knows the number may read the answer."""
