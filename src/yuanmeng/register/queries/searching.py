"""Search over firms: words, pinyin initials, credit codes and former names, through the pieces of the index.

The pieces find every firm that matches and some that do not; what they find is checked against the texts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_, or_

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length, StrIndex
from django.db.models.lookups import GreaterThan

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
    sql, expression = (POSTGRESQL, tsquery) if connection.vendor == "postgresql" else (SQLITE, match)
    found = FirmIndex.objects.filter(pk__in=RawSQL(sql, [expression(wanted)]))  # noqa: S611 - bound parameter
    return found.filter(reduce(and_, map(_contains, wanted))).annotate(place=_place(wanted[0]))


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


def _in(field: str, word: str) -> Q:
    return Q(GreaterThan(StrIndex(F(field), Value(word)), 0))


def _contains(word: str) -> Q:
    """The word stands in the name or a former name; Latin letters and digits also in initials or the credit code."""
    fields = ["name", "former", *(["initials", "code"] if word.isascii() else [])]
    return reduce(or_, (_in(field, word) for field in fields))


def _place(word: str) -> Case:
    return Case(
        When(name__startswith=word, then=Value(TIER) + Length("name")),
        When(_in("name", word), then=Value(2 * TIER) + Length("name")),
        When(_in("former", word), then=Value(3 * TIER) + Length("name")),
        default=Value(4 * TIER) + Length("name"),
        output_field=IntegerField(),
    )
