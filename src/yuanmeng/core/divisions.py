"""Which county-level division an address lies in (ENT-10).

Only a whole name in its place counts: `济南市济阳区…` says 济阳, a road called 济阳路 in another city does not.
What the text leaves open is left open, and the caller falls back to the division part of the credit code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A division: its six-digit code, its name, and the code that took its place, if one did."""

    code: str
    name: str
    successor: str = ""


class Gazetteer:
    """Names and codes of divisions, for looking up addresses. A code of four digits and `00` is a city."""

    def __init__(self, places: Iterable[Place]) -> None:
        every = list(places)
        self.successors = {place.code: place.successor for place in every if place.successor}
        self.cities = {p.name.removesuffix("市"): p.code[:4] for p in every if p.code[4:] == "00" != p.code[2:4]}
        self.counties: dict[tuple[str, str], str] = {}
        for place in every:
            name, now = re.split("[（(]", place.name)[0], self.now(place.code)
            if now[4:] != "00":
                self.counties |= {(place.code[:4], name): now, (now[:4], name): now}
        self.lengths = sorted({len(name) for _city, name in self.counties})
        cities = "|".join(map(re.escape, self.cities)) or "(?!)"
        self.head = re.compile(rf"(?:中国)?(?:山东省?)?(?:({cities})市?)?")

    def now(self, code: str) -> str:
        """The code that stands for a division today; an unknown code stands for itself."""
        return self.successors.get(code, code)

    def of_address(self, address: str, city: str = "", code: str = "") -> str:
        """The code in force today of the division that the address names, or an empty text.

        The city must be told by the address, by `city` (the source's own column), or by the credit code's division
        part; otherwise 市中区 could be anybody's.
        """
        head = self.head.match(address)
        named, start = (head[1], head.end()) if head else (None, 0)
        prefix = self.cities.get(named or city.removesuffix("市"), code[2:6])
        for length in self.lengths:
            found = self.counties.get((prefix, address[start : start + length]))
            if found:
                return found
        return ""

    def of_code(self, code: str) -> str:
        """The division in a credit code, under the code that stands for it today; the credit code stays as it is."""
        return self.now(code[2:8])
