"""What may be chosen in the form of a step, and what stands in it at first."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import in_force
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.issues.forms import Choices, soon
from yuanmeng.issues.models import Category, Consultation, Issue, OutsideChannel, Part, Participant, Profile
from yuanmeng.issues.pages.presenting import called
from yuanmeng.issues.policy import ISSUES, units
from yuanmeng.issues.queries.units import receiving


def categories() -> Choices:
    """The leaves of the tree in use, each with its whole way."""
    inner = Category.objects.filter(retired=False, parent__isnull=False).values("parent")
    leaves = Category.objects.filter(retired=False).exclude(pk__in=inner)
    return [(pk, path.replace("/", " › ")) for pk, path in leaves.order_by("position").values_list("pk", "path")]


def unit_choices() -> Choices:
    """Units with a handler."""
    return list(receiving().values_list("pk", "name"))


def choices_for(slug: str, issue: Issue, actor: Actor) -> dict[str, Choices]:
    """Field → pairs, read once."""
    if slug == "acceptance":
        profiles = [(each.pk, called(each)) for each in Profile.objects.order_by("position")]
        return {"category": categories(), "profile": profiles}
    if slug == "referral":
        found = OutsideChannel.objects.order_by("position")
        return {"channel": [(each.pk, f"{called(each)}：{each.suits}") for each in found]}
    if slug in {"dispatch", "joining", "table"}:
        return {"units": unit_choices()}
    if slug == "decision":
        seats = Participant.objects.filter(consultation__issue=issue, consultation__state="called")
        return {"lead": list(seats.values_list("organisation", "organisation__name"))}
    if slug == "reassignment":
        return {"handler": _people_of(issue.lead_id)}
    return {"user": _may_recuse(issue, actor)} if slug == "recusal" else {}


def _people_of(unit: int | None) -> Choices:
    posts = in_force(timezone.localdate()).filter(role=Role.DEPARTMENT_HANDLER, where=Where.ORGANISATION, key=unit)
    people = User.objects.filter(is_active=True, pk__in=posts.values("user"))
    return list(people.order_by("name").values_list("pk", "name"))


def _may_recuse(issue: Issue, actor: Actor) -> Choices:
    """Oneself; for the officer and the leader also others who work on it."""
    keys = {actor.user_id or 0}
    if "recuse" in ISSUES.may(actor, issue):
        involved = [issue.lead_id, *issue.parts.values_list("organisation", flat=True)]
        roles = in_force(timezone.localdate()).filter(role__in=(Role.SERVICE_OFFICER, Role.ZONE_LEADER))
        posts = in_force(timezone.localdate()).filter(role=Role.DEPARTMENT_HANDLER, key__in=involved)
        keys |= {*roles.values_list("user", flat=True), *posts.values_list("user", flat=True)}
    return list(User.objects.filter(pk__in=keys, is_active=True).order_by("name").values_list("pk", "name"))


def initial_for(slug: str, issue: Issue, actor: Actor) -> dict[str, Any]:
    """What stands in the form before anybody typed."""
    if slug == "acceptance":
        return {"category": issue.category_id, "profile": issue.profile_id}
    if slug == "table":
        return {"meets": soon()}
    if slug == "decision":
        table = Consultation.objects.filter(issue=issue, state="called").first()
        return {"lead": issue.lead_id, "days": 10, "minutes": table.minutes if table else ""}
    if slug == "recusal":
        return {"user": actor.user_id}
    return _own_words(slug, issue, actor)


def _own_words(slug: str, issue: Issue, actor: Actor) -> dict[str, Any]:
    """What the own unit wrote before, to be changed."""
    if slug == "opinion":
        part = Part.objects.filter(issue=issue, organisation__in=units(actor)).exclude(state="released").first()
        return {"record": part.pk, "seen": part.version, "text": part.opinion} if part else {}
    if slug == "position":
        seats = Participant.objects.filter(consultation__issue=issue, consultation__state="called")
        mine = seats.filter(organisation__in=units(actor)).first()
        return {"record": mine.pk, "seen": mine.version, "text": mine.position} if mine else {}
    return {}
