"""Checkers of the house's rules: each reads source text and returns its faults, so that a test can plant one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "yuanmeng"
ALWAYS_WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "_raw_delete"}
READS = re.compile(r"^\s*(SELECT|WITH|EXPLAIN|PRAGMA|SET|SHOW|VALUES)\b", re.IGNORECASE)
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|MERGE|ALTER|DROP|CREATE)\s", re.IGNORECASE)
MOST_LINES, MOST_FILE_LINES, MOST_POSITIONAL = 50, 400, 5


def modules(*roots: Path) -> Iterator[Path]:
    """Every Python file but migrations."""
    for root in roots:
        yield from (file for file in sorted(root.rglob("*.py")) if "migrations" not in file.parts)


def may_write(file: Path) -> bool:
    """Actions, the ledger and the jobs table write; everything else calls them."""
    parts = file.relative_to(SOURCE).parts
    return parts[0] in {"ledger", "jobs"} or "actions" in parts or parts[-1] == "actions.py"


def writes(text: str) -> list[int]:
    """Line numbers of the calls that write to the database.

    SQL that reaches `execute` under a name is judged by all texts of its module: one that writes spoils them all.
    """
    tree = ast.parse(text)
    calls = [call for call in ast.walk(tree) if isinstance(call, ast.Call) and _is_write(call)]
    reading = not any(WRITES.match(_leading_text(node)) for node in ast.walk(tree) if isinstance(node, ast.expr))
    return [call.lineno for call in calls if not (reading and _is_named_sql(call))]


def _is_named_sql(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    if isinstance(first, ast.JoinedStr) and isinstance(first.values[0], ast.FormattedValue):
        first = first.values[0].value
    return isinstance(call.func, ast.Attribute) and call.func.attr == "execute" and isinstance(first, ast.Name)


def _is_write(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    name = call.func.attr
    if name in {"execute", "executemany"}:
        return not READS.match(_leading_text(call.args[0])) if call.args else False
    if name == "save":
        return not any(word.arg == "commit" for word in call.keywords)
    if name == "update":  # dictionaries, sets and hashes take what they are given by position
        return bool(call.keywords) and not call.args
    if name == "delete":
        return not call.args
    return name in ALWAYS_WRITES


def _leading_text(node: ast.expr) -> str:
    """What an SQL expression starts with; empty when that is not written there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr) and node.values:
        return _leading_text(node.values[0])
    return ""


def unrecorded(text: str) -> list[str]:
    """Public functions of an actions module that write, and neither are an `@action` nor record an event.

    They are parts of actions: nothing but an actions module may call them.
    """
    return [
        node.name
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and any(isinstance(part, ast.Call) and _is_write(part) for part in ast.walk(node))
        and not _is_action(node)
        and "record" not in _names_called(node)
    ]


def deaf(text: str) -> list[str]:
    """Actions that record no event, not even through a function of the same module."""
    functions = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}

    def records(name: str, seen: frozenset[str] = frozenset()) -> bool:
        called = _names_called(functions[name])
        return "record" in called or any(
            records(other, seen | {name}) for other in called if other in functions and other not in seen | {name}
        )

    return [name for name, node in functions.items() if _is_action(node) and not records(name)]


def _is_action(node: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Call) and getattr(d.func, "id", "") == "action" for d in node.decorator_list)


def _names_called(node: ast.AST) -> set[str]:
    """Names of the functions called anywhere within, with or without a module before them."""
    calls = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
    return {getattr(func, "id", "") or getattr(func, "attr", "") for func in calls}


def oversized(text: str) -> list[str]:
    """What is too long."""
    lines = text.count("\n")
    found = [f"file of {lines} lines"] if lines > MOST_FILE_LINES else []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > MOST_LINES:
            found.append(f"{node.name}: {length} lines")
    return found


def overloaded(text: str) -> list[str]:
    """Functions that take too much by position, or a truth value by position; compiled kernels take all so."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or _is_compiled(node):
            continue
        positional = [arg for arg in (*node.args.posonlyargs, *node.args.args) if arg.arg not in {"self", "cls"}]
        if len(positional) > MOST_POSITIONAL:
            found.append(f"{node.name}: {len(positional)} positional parameters")
        found += [f"{node.name}: boolean {arg.arg}" for arg in positional if _is_bool(arg.annotation)]
    return found


def _is_compiled(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("jit" in ast.unparse(decorator) for decorator in node.decorator_list)


def _is_bool(annotation: ast.expr | None) -> bool:
    return isinstance(annotation, ast.Name) and annotation.id == "bool"


QUERYING = re.compile(r"\.(all|exists|objects|filter|values_list|iterator|\w+_set)\b")
TAG = re.compile(r"{[{%](.*?)[}%]}", re.DOTALL)


def queries(template: str) -> list[str]:
    """Tags of a template that would ask the database."""
    return [tag.strip() for tag in TAG.findall(template) if QUERYING.search(tag.split("|")[0])]


def parent(template: str) -> str | None:
    """The template that this one extends."""
    found = re.search(r'{%\s*extends\s+"([^"]+)"', template)
    return found[1] if found else None


def included(template: str) -> set[str]:
    """The templates that this one includes by name, without `#partial`."""
    return {name.split("#")[0] for name in re.findall(r'{%\s*include\s+"([^"]+)"', template)}


def named_in(text: str) -> set[str]:
    """Templates that Python code names."""
    return {name.split("#")[0] for name in re.findall(r'"([\w/]+\.html(?:#\w+)?)"', text)}
