"""Why a request was refused. Every refusal carries one sentence for people in `says`."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A request that could not be carried out; nothing was written."""

    status = 400

    def __init__(self, says: str, **facts: Any) -> None:
        super().__init__(str(says))
        self.says = says
        self.facts = facts


class Invalid(Refusal):
    """What was typed does not fit; `facts["errors"]` may map fields to sentences."""

    status = 422


class Denied(Refusal):
    """The person sees the record but may not do this; the sentence says who may."""

    status = 403


class Hidden(Refusal):
    """For this person the record does not exist."""

    status = 404


class IllegalMove(Refusal):
    """The record's state does not allow this verb."""

    status = 409


class Stale(Refusal):
    """Somebody changed the record first; `facts["record"]` is how it stands now."""

    status = 409


class Reused(Refusal):
    """The operation id was already used for something else."""

    status = 409
