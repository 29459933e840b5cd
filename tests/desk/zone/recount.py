"""Recomputes every figure with DuckDB from exported rows: `recount.py FOLDER FIRST LAST TODAY`. Shares no code with us.

Written from what each figure says of itself, not from how it is computed. Moments in the rows are UTC; days are
Beijing's.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

HELD = "visits_visit v WHERE v.state = 'done' AND v.day BETWEEN $first AND $last"
WITH = "visits_visit v WHERE v.state = 'done' AND v.day BETWEEN $first AND $last AND v.id IN (SELECT visit_id FROM visits_visitor WHERE capacity = '{}')"  # noqa: E501
LINES = "visits_line l JOIN visits_visit v ON v.id = l.visit_id WHERE v.state = 'done' AND v.day BETWEEN $first AND $last AND l.kind = 'problem'"  # noqa: E501
CLOSED = "issues_issue WHERE state = '{}' AND beijing(closed_at) BETWEEN $first AND $last"
DUE = "issues_clock c WHERE c.what = 'start' AND c.due BETWEEN $first AND $last AND c.due <= $today AND (SELECT i.via FROM issues_issue i WHERE i.id = c.issue_id) <> 'import'"  # noqa: E501
WITHDRAWN = "issues_issue i WHERE i.state = 'withdrawn' AND i.via <> 'import' AND (SELECT max(c.due) FROM issues_clock c WHERE c.issue_id = i.id AND c.what = 'start' HAVING bool_and(c.state = 'void')) BETWEEN $first AND $last"  # noqa: E501
SPOKE = "(SELECT max_by(a, CAST(a.said_at AS TIMESTAMP)) AS last FROM issues_answer a WHERE a.said_at IS NOT NULL GROUP BY a.issue_id) WHERE beijing(last.said_at) BETWEEN $first AND $last"  # noqa: E501
STARTED = "matching_loan WHERE started_on BETWEEN $first AND $last"
NEEDS = "matching_lot n WHERE n.side = 'shortage' AND n.state = 'open' AND n.since BETWEEN $first AND $last"
PAIRED = (
    "pairing_pairing WHERE state = 'agreed' AND kind = '{}' AND since <= $last AND (until IS NULL OR until >= $last)"
)
COUNTS = {
    "activities.held": "count(*) FROM activities_activity WHERE state = 'held' AND beijing(starts) BETWEEN $first AND $last",  # noqa: E501
    "alliances.alliances": "count(*) FROM alliances_alliance WHERE kind = 'alliance' AND since <= $last AND (until IS NULL OR until >= $last)",  # noqa: E501
    "alliances.memberships": "count(*) FROM alliances_membership WHERE joined_on <= $last AND (left_on IS NULL OR left_on > $last)",  # noqa: E501
    "exchange.confirmed": "count(*) FROM exchange_task WHERE state = 'confirmed' AND beijing(ended_at) BETWEEN $first AND $last",  # noqa: E501
    "issues.accepted_in_time": f"count(DISTINCT c.issue_id) FROM {DUE} AND c.state = 'met'",
    "issues.agreed": f"count(*) FROM {SPOKE} AND last.word = 'yes'",
    "issues.answered": f"count(*) FROM {SPOKE}",
    "issues.closed": f"count(*) FROM {CLOSED.format('solved')}",
    "issues.due_to_accept": f"count(DISTINCT c.issue_id) FROM {DUE} AND (c.state IN ('met', 'late') OR c.state = 'running' AND c.due < $today)",  # noqa: E501
    "issues.imported": f"count(*) FROM {CLOSED.format('unconfirmed')} AND via = 'import'",
    "issues.raised": "count(*) FROM issues_issue WHERE beijing(raised_at) BETWEEN $first AND $last",
    "issues.satisfied": f"count(*) FROM {SPOKE} AND last.satisfaction IN ('satisfied', 'partly')",
    "issues.unconfirmed": f"count(*) FROM {CLOSED.format('unconfirmed')} AND via <> 'import'",
    "issues.withdrawn_before": f"count(*) FROM {WITHDRAWN}",
    "matching.heads": f"sum(heads::BIGINT) FROM {STARTED}",
    "matching.loans": f"count(*) FROM {STARTED}",
    "matching.met": f"count(DISTINCT n.id) FROM matching_loan m JOIN (SELECT * FROM {NEEDS}) n ON m.shortage_id = n.id WHERE m.started_on IS NOT NULL",  # noqa: E501
    "matching.needs": f"count(*) FROM {NEEDS}",
    "matching.value": f"sum(value::BIGINT) FROM {STARTED}",
    "matching.worker_days": "sum(worker_days::BIGINT) FROM matching_loan WHERE state IN ('returned', 'renewed') AND ended_on BETWEEN $first AND $last",  # noqa: E501
    "pairing.branches": f"count(*) FROM {PAIRED.format('branch_alliance')}",
    "pairing.instructing": f"count(DISTINCT user_id) FROM {PAIRED.format('instructor_firm')}",
    "pairing.instructors": f"count(*) FROM {PAIRED.format('instructor_firm')}",
    "visits.by_branches": f"count(*) FROM {WITH.format('branch_member')}",
    "visits.by_instructors": f"count(*) FROM {WITH.format('party_instructor')}",
    "visits.by_officers": f"count(*) FROM {WITH.format('service_officer')}",
    "visits.contacts": "count(*) FROM visits_stop s JOIN visits_visit v ON v.id = s.visit_id WHERE v.state = 'done' AND v.day BETWEEN $first AND $last",  # noqa: E501
    "visits.held": f"count(*) FROM {HELD}",
    "visits.problems": f"count(*) FROM {LINES}",
    "visits.settled": f"count(*) FROM {LINES} AND l.state = 'settled'",
}


def main(folder: Path, first: str, last: str, today: str) -> None:
    """Print key → value as JSON."""
    base = duckdb.connect()
    base.execute("CREATE MACRO beijing(moment) AS strftime(CAST(moment AS TIMESTAMP) + INTERVAL 8 HOUR, '%Y-%m-%d')")
    for file in sorted(folder.glob("*.csv")):
        base.execute(f"CREATE TABLE {file.stem} AS FROM read_csv('{file}', all_varchar = true, header = true)")
    found = {}
    for key, sql in COUNTS.items():
        asked = (("first", first), ("last", last), ("today", today))
        known = {name: value for name, value in asked if f"${name}" in sql}
        found[key] = int(base.execute(f"SELECT {sql}", known).fetchone()[0] or 0)
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
