"""Search over firms: words, pinyin initials, credit codes and former names, through the pieces of the index.

The pieces find every firm that matches and some that do not; what they find is checked against the texts.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.db.models import BooleanField, IntegerField, QuerySet, Value
from django.db.models.expressions import RawSQL

from yuanmeng.core.bigrams import Term, alternatives, words
from yuanmeng.register.models import FirmIndex

SQLITE = "SELECT rowid FROM register_search WHERE register_search MATCH %s"
POSTGRESQL = "SELECT organisation_id FROM register_firmindex WHERE terms @@ %s::tsquery"
TIER = 1000
"""Names are shorter, so the kind of match comes before the length of the name."""


def search(query: str) -> QuerySet[FirmIndex]:
    """The index rows that contain every word of the query, with `place`: smaller is a better match.

    A name that begins with the first word, then one that contains it, then former names, initials and codes; among
    equals the shorter name. Nothing matches a query without letters or digits.
    """
    wanted = words(query)
    if not wanted:
        return FirmIndex.objects.none().annotate(place=Value(0))
    where, place = _where(wanted), _place(wanted[0])
    found = FirmIndex.objects.filter(RawSQL(*where, output_field=BooleanField()))  # noqa: S611 - bound parameters
    return found.annotate(place=RawSQL(*place, output_field=IntegerField()))  # noqa: S611 - bound parameters


def best(query: str, most: int) -> list[tuple[int, int, int]]:
    """The best matches as (organisation, place, number of all matches): what `search` says, in a third of the time.

    Django takes longer to put the expressions together than the index to find a rare word.
    """
    wanted = words(query)
    if not wanted:
        return []
    (where, asked), (place, ranked) = _where(wanted), _place(wanted[0])
    sql = f"SELECT organisation_id, {place} AS place, count(*) OVER () FROM {TABLE} WHERE {where}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY place, organisation_id LIMIT %s", [*ranked, *asked, most])
        return list(cursor.fetchall())


TABLE = "register_firmindex"


def _where(wanted: list[str]) -> tuple[str, list[str]]:
    """The pieces find candidates; each word then stands in one of the texts it may stand in."""
    postgres = connection.vendor == "postgresql"
    pieces = POSTGRESQL if postgres else SQLITE
    checks = [_contains(word) for word in wanted]
    asked = [tsquery(wanted) if postgres else match(wanted)]
    asked += [word for word, check in zip(wanted, checks, strict=True) for _mark in range(check.count("%s"))]
    return " AND ".join([f"{TABLE}.organisation_id IN ({pieces})", *checks]), asked


def _at(column: str) -> str:
    """Where a bound word stands in a column, 0 for nowhere."""
    function = "strpos" if connection.vendor == "postgresql" else "instr"
    return f"{function}({TABLE}.{column}, %s)"


def _contains(word: str) -> str:
    """The word stands in the name or a former name; Latin letters and digits also in initials or the credit code."""
    columns = ("name", "former", "initials", "code") if word.isascii() else ("name", "former")
    return "(" + " OR ".join(f"{_at(column)} > 0" for column in columns) + ")"


def _place(word: str) -> tuple[str, list[str]]:
    """The kind of match, then the length of the name."""
    former = f"CASE WHEN {_at('former')} > 0 THEN {3 * TIER} ELSE {4 * TIER} END"
    tier = f"CASE {_at('name')} WHEN 1 THEN {TIER} WHEN 0 THEN {former} ELSE {2 * TIER} END"
    return f"({tier} + length({TABLE}.name))", [word, word]


def match(wanted: list[str]) -> str:
    """The words as an FTS5 expression. Pieces hold letters, digits and the marks only, so quoting is enough."""

    def say(term: Term) -> str:
        return f'"{term.text}" *' if term.prefix else f'"{term.text}"'

    return _joined(wanted, say, (" AND ", " OR "))


def tsquery(wanted: list[str]) -> str:
    """The words as a PostgreSQL tsquery."""

    def say(term: Term) -> str:
        return f"'{term.text}':*" if term.prefix else f"'{term.text}'"

    return _joined(wanted, say, (" & ", " | "))


def _joined(wanted: list[str], say: Callable[[Term], str], signs: tuple[str, str]) -> str:
    both, either = signs
    ways = (either.join(f"({both.join(map(say, terms))})" for terms in alternatives(word)) for word in wanted)
    return both.join(f"({way})" for way in ways)
