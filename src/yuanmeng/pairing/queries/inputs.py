"""What an assignment is made from, read off the register and last year's pairings; kept with the proposal as data."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from yuanmeng.accounts.models import Post
from yuanmeng.accounts.queries import in_force as posts_on
from yuanmeng.alliances.models import Membership
from yuanmeng.alliances.queries import members_on
from yuanmeng.core.actor import Role, Where
from yuanmeng.core.assigning.model import Firm, Person, Problem
from yuanmeng.core.assigning.plan import Settled
from yuanmeng.core.classify.mapping import prefix_of
from yuanmeng.core.refusals import Invalid
from yuanmeng.pairing.models import Condition, Pairing, Place, Profile, Proposal, Wish
from yuanmeng.pairing.policy import FOR_ROLE
from yuanmeng.pairing.queries.periods import on
from yuanmeng.register.models import Organisation

PARTS = re.compile(r"[;；、,，\s]+")
MOST = 50
"""Firms at most for a person who has not said how many."""


def parts(text: str) -> list[str]:
    """The words of a list as people type it, once each."""
    return list(dict.fromkeys(part for part in PARTS.split(text) if part))


def gathered(kind: str, since: date) -> dict[str, Any]:
    """People and firms of an assignment that begins on a day, as JSON: keys, codes and metres, no names.

    People hold the post on that day. Firms are active; for instructors, members of an alliance. `last` is who has the
    firm the day before. Nobody is assigned to a firm where they hold a post themselves (conflict of interest).
    """
    posts = posts_on(since).filter(role=FOR_ROLE[kind], user__is_active=True).order_by("user_id")
    people = list(dict.fromkeys(posts.values_list("user_id", flat=True)))
    firms = list(_firms(kind, since))
    return {
        "people": _people(people, posts),
        "firms": _conditioned(_described(firms), kind, since, {*people}),
    }


def _firms(kind: str, since: date) -> list[tuple[int, str]]:
    firms = Organisation.objects.filter(state="active", kind="firm").order_by("pk")
    if kind == "instructor_firm":
        firms = firms.filter(pk__in=Membership.objects.filter(members_on(since)).values("organisation_id"))
    return list(firms.values_list("pk", "industry"))


def _people(people: list[int], posts: Any) -> list[dict[str, Any]]:
    profiles = {profile.user_id: profile for profile in Profile.objects.filter(user__in=people)}
    bases: dict[int, int | None] = dict(posts.filter(where=Where.ORGANISATION).values_list("user_id", "key"))
    bases |= {user: profile.base_id for user, profile in profiles.items() if profile.base_id}
    places = _places([key for key in bases.values() if key])
    return [
        _person(user, profiles.get(user), places.get(bases.get(user) or 0)) | {"base": bases.get(user)}
        for user in people
    ]


def _person(user: int, profile: Profile | None, place: tuple[int, int] | None) -> dict[str, Any]:
    return {
        "key": str(user),
        "industries": parts(profile.industries) if profile else [],
        "languages": parts(profile.languages.lower()) if profile else [],
        "place": place,
        "least": profile.least if profile else 0,
        "most": profile.most if profile else MOST,
    }


def _described(firms: list[tuple[int, str]]) -> dict[int, dict[str, Any]]:
    keys = [pk for pk, _industry in firms]
    places = _places(keys)
    wishes = dict(Wish.objects.filter(organisation__in=keys).values_list("organisation_id", "languages"))
    return {
        pk: {
            "key": str(pk),
            "industry": _known(industry),
            "languages": parts(wishes.get(pk, "").lower()),
            "place": places.get(pk),
            "last": "",
            "pinned": "",
            "excluded": [],
        }
        for pk, industry in firms
    }


def bases_of(whys: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Key → name of the units from which the distances of these reasons were counted, in one query."""
    keys = {why.get("given", {}).get("base") for why in whys} - {None}
    return dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _conditioned(firms: dict[int, dict[str, Any]], kind: str, since: date, people: set[int]) -> list[dict[str, Any]]:
    """With who has each firm now, pins, exclusions, and people's own firms."""
    last = on(since - timedelta(days=1)).filter(kind=kind).values_list("firm_id", "user_id")
    for firm, user in last:
        if firm in firms:
            firms[firm]["last"] = str(user)
    for condition in Condition.objects.filter(lifted__isnull=True, user__in=people, firm__in=list(firms)):
        if condition.how == "pin":
            firms[condition.firm_id]["pinned"] = str(condition.user_id)
        else:
            firms[condition.firm_id]["excluded"].append(str(condition.user_id))
    own = posts_on(since).filter(where=Where.ORGANISATION, user__in=people).exclude(role=Role.SERVICE_OFFICER)
    for person, unit in own.values_list("user_id", "key"):
        row = firms.get(unit or 0)
        if row and row["pinned"] != str(person) and str(person) not in row["excluded"]:
            row["excluded"].append(str(person))
    return list(firms.values())


def _places(keys: list[int]) -> dict[int, tuple[int, int]]:
    rows = Place.objects.filter(organisation__in=keys).values_list("organisation_id", "x_m", "y_m")
    return {pk: (x, y) for pk, x, y in rows}


def _known(code: str) -> str:
    """The industry as the solver reads it; a code of another edition says nothing here."""
    try:
        return prefix_of(code) if code else ""
    except Invalid:
        return ""


def answered(previous: Proposal) -> dict[str, Any]:
    """The inputs of a proposal with what became of it: agreed and open pairs pinned, declined ones excluded."""
    given: dict[str, Any] = previous.given
    rows = {row["key"]: dict(row, excluded=list(row["excluded"])) for row in given["firms"]}
    excluded: dict[str, set[str]] = defaultdict(set)
    for state, firm, user in Pairing.objects.filter(proposal=previous).values_list("state", "firm_id", "user_id"):
        row = rows[str(firm)]
        if state in {"agreed", "proposed"}:
            row["pinned"] = str(user)
        else:
            row["pinned"] = ""
            excluded[str(firm)].add(str(user))
    for key, users in excluded.items():
        rows[key]["excluded"] = sorted({*rows[key]["excluded"], *users})
    return {"people": given["people"], "firms": list(rows.values())}


def problem_of(given: dict[str, Any]) -> Problem:
    """The problem that the solver reads. Raises Invalid, Impossible."""
    people = [
        Person(
            key=row["key"], industries=tuple(row["industries"]), languages=frozenset(row["languages"]),
            place=_pair(row["place"]), least=row["least"], most=row["most"],
        )
        for row in given["people"]
    ]  # fmt: skip
    firms = [
        Firm(
            key=row["key"], industry=row["industry"], languages=frozenset(row["languages"]),
            place=_pair(row["place"]), last=row["last"], pinned=row["pinned"], excluded=frozenset(row["excluded"]),
        )
        for row in given["firms"]
    ]  # fmt: skip
    return Problem(people, firms)


def _pair(place: list[int] | None) -> tuple[int, int] | None:
    return (place[0], place[1]) if place else None


def settled(proposal: Proposal) -> Settled:
    """The solved proposal, to be asked what if: taken over from `found`, not solved again."""
    problem = problem_of(proposal.given)
    return Settled(problem, np.array([problem.row[key] for key in proposal.found["at"]], np.int64))


def post_holders(kind: str, day: date) -> list[Post]:
    """The people who may be given firms of a kind on a day, once each, by name."""
    posts = posts_on(day).filter(role=FOR_ROLE[kind], user__is_active=True).select_related("user")
    found = {post.user_id: post for post in posts.order_by("user__name", "user_id")}
    return list(found.values())
