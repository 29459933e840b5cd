"""Problems by their words: the pieces of title and text find them, longer words are checked against both.

Each word stands in the title, in the text or in the firm's name, so that a firm and its matter are found together.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from yuanmeng.accounts.policy import NONE
from yuanmeng.core.bigrams import LENGTHS, NAME, WORDS, Term, normal, terms
from yuanmeng.issues.models import Issue
from yuanmeng.register.models import Organisation

SQLITE = "SELECT rowid FROM issues_search WHERE issues_search MATCH %s"
POSTGRESQL = "SELECT rowid FROM issues_search WHERE terms @@ %s::tsquery"
PIECE = LENGTHS[NAME]
ASKED = 64
"""Pieces of a text that are looked for, from its beginning."""
HOLDERS = 2000
"""Of each piece the newest so many problems are counted; a piece that more of them hold says little."""
SHARING = {
    "sqlite": "SELECT * FROM (SELECT %s AS piece, rowid AS problem FROM issues_search WHERE issues_search MATCH %s"
    " ORDER BY rowid DESC LIMIT %s)",
    "postgresql": "(SELECT %s AS piece, rowid AS problem FROM"
    " (SELECT rowid FROM issues_search WHERE terms @@ %s::tsquery OFFSET 0) AS held ORDER BY rowid DESC LIMIT %s)",
}
"""OFFSET 0 has PostgreSQL read the index of pieces; without it, it may walk through all problems from the newest."""
BEST = """
WITH hits AS MATERIALIZED ({hits}),
weighed AS (SELECT piece, ln(1 + {all} / count(*)) AS weight FROM hits GROUP BY piece)
SELECT problem FROM hits JOIN weighed ON weighed.piece = hits.piece WHERE problem IN ({among})
GROUP BY problem ORDER BY sum(weight) DESC, problem DESC LIMIT %s"""


def searched(query: str) -> Q:
    """The condition on problems that every word of the query is in them; marks and spaces of a word do not count."""
    found = Q()
    for word in query.split()[:WORDS]:
        found &= _holds(word)
    return found


def sharing(text: str, problems: QuerySet[Issue, Any], most: int) -> Q:
    """The condition on problems that they are the `most` among these that share most with a text.

    A piece weighs the more, the fewer problems hold it. It takes ASKED looks into the index, however many there are.
    """
    asked = list(dict.fromkeys(term.text for term in terms(normal(text), NAME) if not term.prefix))[:ASKED]
    if not asked:
        return NONE
    hits = " UNION ALL ".join([SHARING[connection.vendor]] * len(asked))
    among, bound = problems.order_by().values("pk").query.sql_with_params()
    sql = BEST.format(hits=hits, all=f"{HOLDERS}.0", among=among)
    quoted = "'{}'" if connection.vendor == "postgresql" else '"{}"'
    values = [value for at, piece in enumerate(asked) for value in (at, quoted.format(piece), HOLDERS)]
    return Q(pk__in=RawSQL(sql, [*values, *bound, most]))  # noqa: S611 - bound parameters


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
