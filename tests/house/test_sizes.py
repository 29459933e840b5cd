"""Functions of at most 50 lines, files of 400, five positional parameters, no truth value among them (DESIGN §9)."""

from __future__ import annotations

from tests.house.reading import ROOT, SOURCE, modules, overloaded, oversized

CODE = list(modules(SOURCE, ROOT / "tests", ROOT / "bench", ROOT / "scripts"))


def test_nothing_is_oversized() -> None:
    found = {str(file.relative_to(ROOT)): oversized(file.read_text(encoding="utf-8")) for file in CODE}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_no_function_takes_too_much() -> None:
    found = {str(file.relative_to(ROOT)): overloaded(file.read_text(encoding="utf-8")) for file in modules(SOURCE)}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_planted_faults_are_found() -> None:
    assert oversized("x = 1\n" * 401) == ["file of 401 lines"]
    assert oversized("def long():\n" + "    x = 1\n" * 50) == ["long: 51 lines"]
    assert oversized("def fits():\n" + "    x = 1\n" * 49) == []
    assert overloaded("def wide(a, b, c, d, e, f): ...") == ["wide: 6 positional parameters"]
    assert overloaded("class A:\n    def fits(self, a, b, c, d, e, *, f: bool): ...") == []
    assert overloaded("async def asked(force: bool = False): ...") == ["asked: boolean force"]
    assert overloaded("@njit(cache=True)\ndef kernel(a: bool, b, c, d, e, f): ...") == []
