"""State machine: a pure table of verbs, states they may start from and the state they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yuanmeng.core.refusals import IllegalMove
from yuanmeng.core.said import said as _


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: the states it may start from and the state it leads to."""

    verb: str
    before: frozenset[str]
    after: str


@dataclass(frozen=True, slots=True)
class Machine:
    """The whole table of one kind of record."""

    name: str
    states: Mapping[str, str]
    moves: tuple[Move, ...]

    def after(self, state: str, verb: str) -> str:
        """The state after `verb`. Raises IllegalMove with a sentence that names both."""
        for move in self.moves:
            if move.verb == verb and state in move.before:
                return move.after
        names = {"record": _(self.name), "state": _(self.states.get(state, state))}
        raise IllegalMove(_("%(record)s当前为“%(state)s”，不能执行此操作。", **names), state=state, verb=verb)

    def verbs(self, state: str) -> list[str]:
        """The verbs that may start from `state`."""
        return [move.verb for move in self.moves if state in move.before]


def machine(name: str, states: Mapping[str, str], table: Mapping[str, tuple[str, str]]) -> Machine:
    """Build a Machine from `{verb: ("from1 from2", "to")}`; unknown states raise ValueError."""
    moves = tuple(Move(verb, frozenset(before.split()), after) for verb, (before, after) in table.items())
    for move in moves:
        unknown = (move.before | {move.after}) - set(states)
        if unknown:
            raise ValueError(f"{name}: verb {move.verb} names unknown states {sorted(unknown)}")
    return Machine(name, states, moves)
