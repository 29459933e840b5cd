"""Problems from a ledger that an office kept before: received, loaded as one batch, undone as one.

Loaded problems come with the ledger's own times. Finished ones close as `unconfirmed` (see issues.judging); open ones
wait to be accepted, and nobody is told of each of them: one event stands for up to a thousand.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.files.storage import Kept, path_of
from yuanmeng.issues.actions.clocks import FROM_RECEIPT
from yuanmeng.issues.actions.raising import profile_for
from yuanmeng.issues.actions.searching import forget, index
from yuanmeng.issues.judging import Judge, Row
from yuanmeng.issues.models import Answer, Attempt, Clock, Issue, IssueBatch, IssueRow, Limit
from yuanmeng.issues.policy import IMPORTS
from yuanmeng.issues.queries.counting import Counting, overdue
from yuanmeng.issues.queries.imports import heads, known, places, remembered, sheet_of
from yuanmeng.issues.states import CLOCK, IMPORT
from yuanmeng.ledger.actions import action, record, take_turn
from yuanmeng.register.importing.reading import opened

CLASSES = ("created", "updated", "unchanged", "held", "refused")
CHUNK = 1_000
ANSWERED = ("reply", "finish")
"""Of a finished case a ledger tells these two moments; when it was accepted it does not say."""
LABEL = Issue._meta.label_lower
Tell = Callable[[Row], object]


def silent(row: Row) -> None:
    """Hears of every row and says nothing."""


@action("issue.receive_ledger")
def receive(kept: Kept, source: str, *, by: Actor, op: UUID) -> IssueBatch:
    """A file with its columns as far as they are understood; nothing is loaded yet. Raises Denied, Invalid."""
    IMPORTS.demand(by, "load")
    batch = IssueBatch.objects.create(
        source=source, file_name=kept.name, file_size=kept.size, file_sha256=kept.sha256, stored=kept.stored,
        columns=remembered(source, heads(path_of(kept.stored))), by_id=by.user_id, at=timezone.now(),
    )  # fmt: skip
    record("issue.receive_ledger", batch, by=by, op=op, sha256=kept.sha256, size=kept.size)
    return batch


def judged(batch: IssueBatch, columns: Mapping[str, str]) -> Iterator[Row]:
    """Every row with its verdict; nothing is written. Raises Invalid."""
    with opened(path_of(batch.stored)) as tables:
        table, head = sheet_of(tables)
        lines = (line for line in table.lines() if line.number > head.number)
        yield from Judge(places(dict(columns), head), known(batch.source), timezone.now()).rows(lines)


@action("issue.import")
def load(pk: int, *, columns: Mapping[str, str], version: int, tell: Tell = silent, by: Actor, op: UUID) -> IssueBatch:
    """导入问题台账: all or nothing. `tell` hears of every row. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    batch = IMPORTS.fetch(by, "load", pk=pk)
    state = IMPORT.after(batch.state, "load")
    take_turn()
    counts, fresh, answers = Counter[str](), list[Row](), list[Row]()
    loading = _Loading(batch, by, op)
    for row in judged(batch, columns):
        tell(row)
        counts[row.verdict] += 1
        counts["noted"] += bool(row.noted and row.verdict in {"created", "updated"})
        fresh += [row] if row.verdict == "created" else []
        answers += [row] if row.verdict == "updated" else []
        if len(fresh) == CHUNK:
            loading.create(fresh)
            fresh = []
    loading.create(fresh)
    loading.answer(answers)
    told = {"rows": sum(counts[name] for name in CLASSES)} | {name: counts[name] for name in (*CLASSES, "noted")}
    moved = IssueBatch.objects.filter(pk=pk, version=version, state=batch.state)
    if not moved.update(state=state, columns=columns, counts=told, loaded_at=timezone.now(), version=F("version") + 1):
        raise Stale(_("这一批刚刚有了变化，请查看最新内容后重试。"), record=batch)
    record("issue.import", batch, by=by, op=op, **told)
    batch.refresh_from_db()
    return batch


@dataclass(slots=True)
class _Loading:
    """Writes the rows of one batch, chunk by chunk."""

    batch: IssueBatch
    by: Actor
    op: UUID
    counting: Counting = field(default_factory=Counting)

    def create(self, rows: list[Row]) -> None:
        """Problems with numbers, answers and time limits; one event about all of them."""
        if not rows:
            return
        profile = profile_for("problem")
        limits = list(Limit.objects.filter(profile=profile, what__in=FROM_RECEIPT))
        issues = [self._issue(row) for row in rows]
        for issue in issues:
            issue.profile = profile
        clocks = [clock for issue in issues for clock in self._clocks(issue, limits)]
        _number(issues)
        Issue.objects.bulk_create(issues)
        index(issues)
        Clock.objects.bulk_create(clocks)
        Answer.objects.bulk_create(_answer(row, issue) for row, issue in zip(rows, issues, strict=True) if row.replied)
        self._kept(rows, [(issue.pk, True, 0) for issue in issues])
        about = (LABEL, [issue.pk for issue in issues])
        firms = sorted({issue.firm_id for issue in issues if issue.firm_id})
        record("issue.load", self.batch, about, ("register.organisation", firms), by=self.by, op=self.op)

    def answer(self, rows: list[Row]) -> None:
        """Problems of an earlier batch that this one brings the answer of."""
        issues = Issue.objects.in_bulk([row.issue for row in rows if row.issue])
        told = []
        for row in rows:
            issue = issues[row.issue or 0]
            issue.state, issue.closed_at, issue.version = "unconfirmed", row.replied, issue.version + 1
            issue.lead_id = issue.lead_id or row.unit
            issue.save(update_fields=["state", "closed_at", "version", "lead"])
            _answer(row, issue).save(force_insert=True)
            for clock in Clock.objects.filter(issue=issue, state="running"):
                _ended(clock, row.replied)
                clock.save(update_fields=["state", "ended"])
            told.append((issue.pk, False, issue.version))
        if told:
            self._kept(rows, told)
            about = (LABEL, [pk for pk, _created, _version in told])
            record("issue.load_answers", self.batch, about, by=self.by, op=self.op)

    def _kept(self, rows: list[Row], told: list[tuple[int, bool, int]]) -> None:
        IssueRow.objects.bulk_create(
            IssueRow(
                batch=self.batch, issue_id=pk, row=row.number, mark=row.mark, bare=row.bare, key=row.key,
                created=created, version=version,
            )
            for row, (pk, created, version) in zip(rows, told, strict=True)
        )  # fmt: skip

    def _issue(self, row: Row) -> Issue:
        raised = row.raised or timezone.now()
        return Issue(
            day=timezone.localdate(raised), title=row.title, text=row.text, category_id=row.category, firm_id=row.firm,
            via="import", state="unconfirmed" if row.replied else "raised", closed_at=row.replied, raised_at=raised,
            raised_by=self.by.user_id, first_receiver_id=row.unit, lead_id=row.unit if row.replied else None,
        )  # fmt: skip

    def _clocks(self, issue: Issue, limits: list[Limit]) -> Iterator[Clock]:
        """The time limits from the receipt on; of a finished problem those whose end the ledger tells."""
        for limit in limits:
            if issue.closed_at and limit.what not in ANSWERED:
                continue
            clock = Clock(issue=issue, what=limit.what, amount=limit.amount, unit=limit.unit, began=issue.raised_at)
            found = self.counting.sum(clock, [])
            clock.due, clock.provisional = found.due, found.provisional
            clock.due_at = found.moment if clock.unit == "hour" else None
            if clock.what == "finish":
                issue.due = clock.due
            if issue.closed_at:
                _ended(clock, issue.closed_at)
            yield clock


def _ended(clock: Clock, at: dt.datetime | None) -> None:
    """The moment the ledger tells; a step it does not tell of no longer matters."""
    ended = at or timezone.now()
    known_step = clock.what in ANSWERED
    clock.state = CLOCK.after("running", ("miss" if overdue(clock, ended) else "meet") if known_step else "void")
    clock.ended = ended


def _answer(row: Row, issue: Issue) -> Answer:
    return Answer(issue=issue, outcome="explained", text=row.cells["reply"], at=row.replied or timezone.now())


def _number(issues: list[Issue]) -> None:
    """The next numbers of their days; the caller holds the chain's lock."""
    taken = Issue.objects.filter(day__in={issue.day for issue in issues}).order_by()
    last = Counter(dict(taken.values_list("day").annotate(last=Max("ordinal"))))
    for issue in issues:
        last[issue.day] += 1
        issue.ordinal = last[issue.day]
        issue.number = f"WT{issue.day:%Y%m%d}-{issue.ordinal:04d}"


@action("issue.undo_import")
def undo(pk: int, *, version: int, by: Actor, op: UUID) -> IssueBatch:
    """撤销整批: what it created goes, what it answered is open again.

    Raises Hidden, Denied, IllegalMove, Stale, and Invalid naming problems that somebody went on with.
    """
    batch = IMPORTS.fetch(by, "undo", pk=pk)
    state = IMPORT.after(batch.state, "undo")
    rows = list(batch.rows.select_related("issue"))
    _untouched(batch, rows)
    created = [row.issue_id for row in rows if row.created]
    answered = [row.issue for row in rows if not row.created]
    batch.rows.all().delete()
    for issue in answered:
        Answer.objects.filter(issue=issue, by=None).delete()
        Clock.objects.filter(issue=issue).update(state="running", ended=None)
        Issue.objects.filter(pk=issue.pk).update(state="raised", closed_at=None, lead=None, version=F("version") + 1)
        IssueRow.objects.filter(issue=issue, created=True).update(version=issue.version + 1)
    for start in range(0, len(created), CHUNK):
        _deleted(created[start : start + CHUNK])
        record("issue.unload", batch, (LABEL, created[start : start + CHUNK]), by=by, op=op)
    if answered:
        record("issue.unload_answers", batch, (LABEL, [issue.pk for issue in answered]), by=by, op=op)
    moved = IssueBatch.objects.filter(pk=pk, version=version, state=batch.state)
    if not moved.update(state=state, version=F("version") + 1):
        raise Stale(_("这一批刚刚有了变化，请查看最新内容后重试。"), record=batch)
    record("issue.undo_import", batch, by=by, op=op, removed=len(created), reopened=len(answered))
    batch.refresh_from_db()
    return batch


def _untouched(batch: IssueBatch, rows: list[IssueRow]) -> None:
    """Raises Invalid with the numbers of problems that were gone on with."""
    later = IssueRow.objects.filter(issue__in=[row.issue_id for row in rows], batch__gt=batch.pk)
    numbers = {row.issue.number for row in rows if row.issue.version != row.version}
    numbers |= set(later.values_list("issue__number", flat=True))
    followed = Attempt.objects.filter(answer__issue__in=[row.issue_id for row in rows])
    numbers |= set(followed.values_list("answer__issue__number", flat=True))
    if numbers:
        _refuse(sorted(numbers))


def _refuse(numbers: list[str]) -> None:
    said = {"numbers": "、".join(numbers[:5]), "count": len(numbers)}
    raise Invalid(_("不能撤销：%(numbers)s 等 %(count)s 个问题在导入之后又有办理。") % said, reason="later")


def _deleted(keys: list[int]) -> None:
    try:
        Answer.objects.filter(issue__in=keys).delete()
        Clock.objects.filter(issue__in=keys).delete()
        Issue.objects.filter(pk__in=keys).delete()
        forget(keys)
    except ProtectedError as protected:
        _refuse(sorted({str(getattr(one, "issue", one)) for one in protected.protected_objects}))


@action("issue.drop_ledger")
def drop(pk: int, *, version: int, by: Actor, op: UUID) -> IssueBatch:
    """放弃这一批 before anything was loaded. Raises Hidden, Denied, IllegalMove, Stale."""
    batch = IMPORTS.fetch(by, "load", pk=pk)
    state = IMPORT.after(batch.state, "drop")
    moved = IssueBatch.objects.filter(pk=pk, version=version, state=batch.state)
    if not moved.update(state=state, version=F("version") + 1):
        raise Stale(_("这一批刚刚有了变化，请查看最新内容后重试。"), record=batch)
    record("issue.drop_ledger", batch, by=by, op=op)
    batch.refresh_from_db()
    return batch
