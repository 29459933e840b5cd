"""Who acts: a person with the posts held at this moment. Passed explicitly to every action and query."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """The roles of a zone. A role is held through a post: role + where + from/to."""

    ZONE_LEADER = "zone_leader"
    SERVICE_OFFICER = "service_officer"
    DEPARTMENT_HANDLER = "department_handler"
    BRANCH_MEMBER = "branch_member"
    PARTY_INSTRUCTOR = "party_instructor"
    ALLIANCE_SECRETARY = "alliance_secretary"
    FIRM_ADMINISTRATOR = "firm_administrator"
    FIRM_STAFF = "firm_staff"
    EXPERT = "expert"
    FUND_CLERK = "fund_clerk"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"


class Where(StrEnum):
    """What a post is held at: the whole zone, one organisation, one alliance."""

    ZONE = "zone"
    ORGANISATION = "organisation"
    ALLIANCE = "alliance"


@dataclass(frozen=True, slots=True)
class Seat:
    """One post in force: `key` is the primary key of the place, None for the zone."""

    role: Role
    where: Where = Where.ZONE
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or a machine account) with the seats held now. `user_id` None is the public."""

    user_id: int | None = None
    seats: tuple[Seat, ...] = ()
    name: str = ""
    unread: int = field(default=0, compare=False)
    """Notices not read yet, as of the request."""

    def holds(self, *roles: Role) -> bool:
        """Whether any seat has one of the roles."""
        return any(seat.role in roles for seat in self.seats)

    def places(self, where: Where, *roles: Role) -> list[int]:
        """Keys of the places of that kind where one of the roles (any, when none is named) is held."""
        return [s.key for s in self.seats if s.where == where and s.key is not None and (not roles or s.role in roles)]

    @property
    def post(self) -> str:
        """The seats as written into events, such as `service_officer` or `firm_administrator@organisation:7`."""
        return ",".join(s.role if s.key is None else f"{s.role}@{s.where}:{s.key}" for s in self.seats)


PUBLIC = Actor()
