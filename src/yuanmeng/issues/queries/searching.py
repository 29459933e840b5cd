"""Problems by their words: the pieces of title and text find them, longer words are checked against both.

Each word stands in the title, in the text or in the firm's name, so that a firm and its matter are found together.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from yuanmeng.core.bigrams import LENGTHS, NAME, WORDS, Term, normal, terms
from yuanmeng.issues.models import Issue
from yuanmeng.register.models import Organisation

SQLITE = "SELECT rowid FROM issues_search WHERE issues_search MATCH %s"
POSTGRESQL = "SELECT rowid FROM issues_search WHERE terms @@ %s::tsquery"
PIECE = LENGTHS[NAME]


def searched(query: str) -> Q:
    """The condition on problems that every word of the query is in them; marks and spaces of a word do not count."""
    found = Q()
    for word in query.split()[:WORDS]:
        found &= _holds(word)
    return found


def _holds(word: str) -> Q:
    """One list of keys: for two conditions joined by OR, SQLite would look every problem up twice."""
    named = Organisation.objects.filter(name__icontains=word).values("pk")
    return Q(pk__in=_keys(_written(word, normal(word))).union(_keys(Q(firm__in=named))))


def _keys(found: Q) -> QuerySet[Issue, Any]:
    return Issue.objects.filter(found).order_by().values("pk")


def _written(word: str, plain: str) -> Q:
    """In title or text."""
    if not plain:
        return _stands(word)
    among = Q(pk__in=RawSQL(*_among(plain)))  # noqa: S611 - bound parameters
    return among & (_stands(word) | _stands(plain)) if len(plain) > PIECE else among


def _stands(word: str) -> Q:
    return Q(title__icontains=word) | Q(text__icontains=word)


def _among(plain: str) -> tuple[str, list[str]]:
    """The keys of what holds all pieces of a word in normal form. Pieces are letters and digits: quoting is enough."""
    if connection.vendor == "postgresql":
        return POSTGRESQL, [" & ".join(f"'{term.text}'{':*' * term.prefix}" for term in terms(plain, NAME))]
    return SQLITE, [" AND ".join(_fts(term) for term in terms(plain, NAME))]


def _fts(term: Term) -> str:
    return f'"{term.text}"{" *" * term.prefix}'
