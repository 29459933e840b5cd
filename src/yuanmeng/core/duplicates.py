"""Pairs of records that may be one organisation, with a score and the reasons for it. Pure, and blocked: n log n.

Proposed are pairs that share a block: the same folded name, a name one deletion apart, the same address, a former
name, a credit code one slip apart. What no proposal may join: a branch with its parent or another branch. Two valid
credit codes mean two legal persons (ENT-01): such a pair is kept apart (`codes_differ`) and only for strong reasons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from yuanmeng.core.similar_codes import look_folded, one_slip, slips
from yuanmeng.core.similar_names import (
    contained,
    folded,
    is_a_choice,
    is_branch_name,
    looks_like_an_error,
    one_edit,
    same_but_for,
)

WEIGHTS = {
    "same_name": 95,
    "look_alike_code": 92,
    "width": 92,
    "form": 90,
    "county": 90,
    "former_name": 85,
    "one_slip_code": 80,
    "likely_error": 75,
    "same_former_name": 70,
    "close_name": 60,
    "one_character": 45,
}
"""What the strongest reason alone is worth, out of 100."""
BONUS = {"same_address": 12}
"""What a further reason adds."""
STRONG = frozenset({"same_name", "width", "form", "county", "former_name", "same_former_name", "likely_error"})
"""Reasons for which a pair with two valid codes is still shown, in its own list."""
CROWD = 12
"""More names than this one deletion apart are a series, and more addresses than this an office building."""
SHORTEST_ADDRESS = 6
"""Characters; shorter ones name a town, not a place."""
PLAIN_CROWD = 3
"""A character exchanged for no visible reason counts only where at most this many names differ in that place."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation as compared. `code_valid`: the check digits of `code` fit."""

    key: int
    name: str
    code: str = ""
    code_valid: bool = False
    branch: bool = False
    parent: int | None = None
    address: str = ""
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """A proposed pair, keys ascending; `score` 1 to 100; `reasons` are keys of WEIGHTS and BONUS, strongest first."""

    first: int
    second: int
    score: int
    reasons: tuple[str, ...]
    codes_differ: bool


@dataclass(frozen=True, slots=True)
class _Folded:
    entry: Entry
    name: str
    address: str
    former: frozenset[str]
    branch: bool


def likenesses(entries: Iterable[Entry]) -> list[Likeness]:
    """Every pair worth a look, best first. About 40 µs an entry; memory for 100,000 entries about 200 MB."""
    known = [_fold(entry) for entry in entries]
    found = [_judge(known[i], known[j], crowd) for (i, j), crowd in _candidates(known).items()]
    return sorted((one for one in found if one), key=lambda one: (-one.score, one.first, one.second))


def compare(first: Entry, second: Entry) -> Likeness | None:
    """The judgement on one pair, as `likenesses` would give it among few names."""
    return _judge(_fold(first), _fold(second), 2)


def _fold(entry: Entry) -> _Folded:
    name = folded(entry.name)
    return _Folded(
        entry=entry,
        name=name,
        address=folded(entry.address),
        former=frozenset(folded(old) for old in entry.former) - {name, ""},
        branch=entry.branch or is_branch_name(name),
    )


def _candidates(known: Sequence[_Folded]) -> dict[tuple[int, int], int]:
    """Pairs of positions that share a block, with the size of the largest block of names they share."""
    pairs: dict[tuple[int, int], int] = {}
    for block in _name_blocks([one.name for one in known]):
        for pair in _pairs(block):
            pairs[pair] = max(pairs.get(pair, 0), len(block))
    for block in _other_blocks(known):
        for pair in _pairs(block):
            pairs.setdefault(pair, 2)
    return pairs


def _pairs(block: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Every pair of a small block; of a crowd (many records of one very name) each with the first alone."""
    ordered = sorted(block)
    heads = ordered if len(ordered) <= CROWD else ordered[:1]
    for place, i in enumerate(heads):
        for j in ordered[place + 1 :]:
            yield i, j


def _name_blocks(names: Sequence[str]) -> Iterator[list[int]]:
    """Positions of equal names, then of names with a common form after at most one deletion (distance one)."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        places[name].append(place)
    yield from (block for block in places.values() if len(block) > 1)
    distinct = list(places)
    for group in _deletion_groups(distinct):
        if 1 < len(group) <= CROWD:
            yield [place for number in group for place in places[distinct[number]]]


def _deletion_groups(names: Sequence[str]) -> Iterator[list[int]]:
    """Groups of positions whose names share a hash among themselves and their one-deletion forms."""
    owners = np.repeat(np.arange(len(names)), [len(name) + 1 for name in names])
    hashes = np.fromiter((hash(form) for name in names for form in _shortened(name)), dtype=np.int64, count=len(owners))
    order = np.argsort(hashes, kind="stable")
    edges = np.flatnonzero(np.diff(hashes[order])) + 1
    starts, ends = np.r_[0, edges], np.r_[edges, len(order)]
    for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
        yield sorted(set(owners[order[start:end]].tolist()))


def _shortened(name: str) -> Iterator[str]:
    yield name
    for i in range(len(name)):
        yield name[:i] + name[i + 1 :]


def _other_blocks(known: Sequence[_Folded]) -> Iterator[list[int]]:
    """Positions that share an address, a former name, or a code but for one slip."""
    shared: dict[Hashable, list[int]] = defaultdict(list)
    for place, one in enumerate(known):
        if len(one.address) >= SHORTEST_ADDRESS:
            shared["at", one.address].append(place)
        for name in one.former | ({one.name} if one.name else set()):
            shared["called", name].append(place)
        if one.entry.code:
            shared["looks", look_folded(one.entry.code)].append(place)
    yield from (block for block in shared.values() if 1 < len(block) <= CROWD)
    holders = {one.entry.code: place for place, one in enumerate(known) if one.entry.code}
    for code, place in holders.items():
        if not known[place].entry.code_valid:
            yield from ([place, holders[other]] for other in slips(code) & holders.keys())


def _judge(one: _Folded, other: _Folded, crowd: int) -> Likeness | None:
    """Reasons, score and list of one pair; None when nothing speaks for it or something forbids it."""
    mine, theirs = one.entry, other.entry
    differ = mine.code_valid and theirs.code_valid and mine.code != theirs.code
    if _forbidden(one, other) or (differ and not _worth_a_look(one, other)):
        return None
    reasons = _reasons(one, other, crowd)
    if not reasons or (differ and reasons[0] not in STRONG):
        return None
    score = min(100, WEIGHTS[reasons[0]] + sum(BONUS.get(reason, 0) for reason in reasons))
    first, second = sorted((mine.key, theirs.key))
    return Likeness(first, second, score // 2 if differ else score, tuple(reasons), differ)


def _forbidden(one: _Folded, other: _Folded) -> bool:
    """A branch is another establishment than its parent and its siblings, however alike their names are."""
    mine, theirs = one.entry, other.entry
    if mine.parent == theirs.key or theirs.parent == mine.key or mine.branch != theirs.branch:
        return True
    return one.name != other.name and (one.branch or other.branch)


def _worth_a_look(one: _Folded, other: _Folded) -> bool:
    """Whether a pair with two valid codes can have a reason that is strong enough."""
    shared = (one.former | {one.name}) & (other.former | {other.name})
    return bool(shared) or _at_one_address(one, other)


def _at_one_address(one: _Folded, other: _Folded) -> bool:
    return len(one.address) >= SHORTEST_ADDRESS and one.address == other.address


def _reasons(one: _Folded, other: _Folded, crowd: int) -> list[str]:
    """The reasons that speak for the pair, strongest first; an address alone is none."""
    at_home = _at_one_address(one, other)
    found = _code_reasons(one.entry, other.entry) + _name_reasons(one, other, crowd, at_home=at_home)
    if not found:
        return []
    found.sort(key=lambda reason: -WEIGHTS[reason])
    return [*found, "same_address"] if at_home else found


def _code_reasons(mine: Entry, theirs: Entry) -> list[str]:
    """A slip lies between two codes only where one of them does not check."""
    if not mine.code or not theirs.code or (mine.code_valid and theirs.code_valid):
        return []
    if look_folded(mine.code) == look_folded(theirs.code):
        return ["look_alike_code"]
    return ["one_slip_code"] if one_slip(mine.code, theirs.code) else []


def _name_reasons(one: _Folded, other: _Folded, crowd: int, *, at_home: bool) -> list[str]:
    if one.name == other.name:
        return same_but_for(one.entry.name.strip(), other.entry.name.strip()) if one.name else []
    if one.name in other.former or other.name in one.former:
        return ["former_name"]
    if one.former & other.former:
        return ["same_former_name"]
    return _edit_reasons(one.name, other.name, crowd, at_home=at_home)


def _edit_reasons(first: str, second: str, crowd: int, *, at_home: bool) -> list[str]:
    edit = one_edit(first, second)
    if edit is None:
        return ["close_name"] if at_home and contained(first, second) else []
    if is_a_choice(first, second, edit):
        return []
    if looks_like_an_error(edit):
        return ["likely_error"]
    if at_home:
        return ["close_name"]
    return ["one_character"] if crowd <= PLAIN_CROWD else []
