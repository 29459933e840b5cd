"""Every write is an action, and every action records an event (DESIGN §3)."""

from __future__ import annotations

import ast

import pytest
from tests.house.reading import SOURCE, deaf, may_write, modules, unrecorded, writes

ACTIONS = [
    file for file in modules(SOURCE) if may_write(file) and file.relative_to(SOURCE).parts[0] not in {"ledger", "jobs"}
]
OTHERS = [file for file in modules(SOURCE) if not may_write(file)]


def test_nothing_but_actions_writes() -> None:
    found = {str(file.relative_to(SOURCE)): writes(file.read_text(encoding="utf-8")) for file in OTHERS}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "firm.save()",
        "firm.save(update_fields=['name'])",
        "Firm.objects.create(name='x')",
        "Firm.objects.filter(pk=1).update(name='x')",
        "firms.update(**columns)",
        "firm.delete()",
        "Firm.objects.bulk_create(firms)",
        "Firm.objects.bulk_update(firms, ['name'])",
        "Firm.objects.get_or_create(name='x')",
        "firm.contacts.update_or_create(name='x')",
        "cursor.execute('UPDATE firm SET name = 1')",
        "cursor.execute(f'delete from {table}')",
        "cursor.executemany(sql, rows)",
        "sql = 'INSERT INTO firm'; cursor.execute(sql)",
        "sql = 'DELETE FROM firm'; cursor.execute(f'{sql} WHERE id = 1')",
        "cursor.execute(first + second)",
    ],
)
def test_a_planted_write_is_found(planted: str) -> None:
    assert writes(f"def page(request):\n    {planted}\n") == [2]


@pytest.mark.parametrize(
    "harmless",
    [
        "form.save(commit=False)",
        "words.update({'a': 1})",
        "mac.update(text.encode())",
        "cache.delete('key')",
        "cursor.execute('SELECT 1')",
        "cursor.execute(f'WITH x AS ({inner}) SELECT * FROM x')",
        "sql = 'SELECT 1 -- INSERT INTO'; cursor.execute(sql, asked)",
        "task.execute()",
        "create(firm)",
    ],
)
def test_what_looks_like_a_write_is_let_pass(harmless: str) -> None:
    assert writes(harmless) == []


def test_every_action_records_an_event() -> None:
    assert {str(file.relative_to(SOURCE)): deaf(file.read_text(encoding="utf-8")) for file in ACTIONS} == {
        str(file.relative_to(SOURCE)): [] for file in ACTIONS
    }


def test_parts_of_actions_are_called_by_actions_only() -> None:
    parts = {name for file in ACTIONS for name in unrecorded(file.read_text(encoding="utf-8"))}
    called = {
        (str(file.relative_to(SOURCE)), name)
        for file in OTHERS
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and "actions" in (node.module or "")
        for name in (alias.name for alias in node.names)
        if name in parts
    }
    assert called == set()


PLANTED = """
@action("firm.edit")
def edit(pk, *, by, op):
    Firm.objects.filter(pk=pk).update(name="x")

@action("firm.close")
def close(pk, *, by, op):
    _note(pk, by=by, op=op)

@action("firm.loop")
def loop(pk, *, by, op):
    loop(pk, by=by, op=op)

def _note(pk, *, by, op):
    ledger.record("firm.close", by=by, op=op)

def bare(pk):
    Firm.objects.filter(pk=pk).update(name="x")

def told(pk, *, by, op):
    Firm.objects.filter(pk=pk).update(name="x")
    record("firm.told", by=by, op=op)

def reading(pk):
    return Firm.objects.get(pk=pk)
"""


def test_a_planted_action_without_an_event_is_found() -> None:
    assert deaf(PLANTED) == ["edit", "loop"]


def test_a_planted_write_outside_an_action_is_found() -> None:
    assert unrecorded(PLANTED) == ["bare"]
