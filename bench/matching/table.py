"""The table of results as Markdown, into the README of both languages and docs/matching.md, between two marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- bench/matching: begin -->", "<!-- bench/matching: end -->"
PLACES = (("README.md", "zh"), ("README.en.md", "en"), ("docs/matching.md", "en"))
HEADS = {
    "zh": ("实例", "配对", "求解", "CPU 秒", "墙钟秒", "已证明的差距", "每配对字节", "与我们之比"),
    "en": ("instance", "pairs", "solver", "CPU s", "wall s", "proven gap", "bytes a pair", "times ours"),
}


def write(kept: dict[str, Any], rows: tuple[Any, ...]) -> None:
    """Replace what stands between the marks in each file."""
    for name, language in PLACES:
        file = ROOT / name
        text = file.read_text(encoding="utf-8")
        if BEGIN not in text:
            raise SystemExit(f"{name}: no line {BEGIN}")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        file.write_text(f"{before}{BEGIN}\n{table(kept, rows, language)}\n{END}{after}", encoding="utf-8")


def table(kept: dict[str, Any], rows: tuple[Any, ...], language: str) -> str:
    """All rows measured, and on what."""
    heads = HEADS[language]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for row in rows:
        if row.key in kept:
            lines += _lines(kept[row.key], row.name if language == "zh" else row.english)
    lines += _gain(kept, language)
    for key, further in (("wishes", _wishes), ("periods", _periods), ("regions", _regions)):
        lines += further(kept[key], language) if key in kept else []
    machine = kept["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    return "\n".join(
        [*lines, "", f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}, {versions}."]
    )


def _gain(kept: dict[str, Any], language: str) -> list[str]:
    """What all pairs bring over the optimum of the ten best of each lot."""
    if not {"nation", "ten-best"} <= set(kept):
        return []
    whole = max(one["value"] for one in kept["nation"]["solvers"].values() if "value" in one)
    ten = max(one["value"] for one in kept["ten-best"]["solvers"].values() if "value" in one)
    gain = f"{whole / ten - 1:+.1%}"
    says = {
        "zh": f"全国全部合法配对的方案，比“每批只留最好的 10 个”的最优方案多 {gain} 的价值。",
        "en": f"The plan over all the nation's pairs is worth {gain} against the optimum over ten best a lot.",
    }
    return ["", says[language]]


NAMES = {
    "zh": {"batches": "最少人数", "counterparties": "对方家数上限", "loan_cost": "每笔计费", "fairness": "公平"},
    "en": {
        "batches": "batches",
        "counterparties": "counterparties",
        "loan_cost": "cost a loan",
        "fairness": "fairness",
    },
}
WISHED = {
    "zh": (
        "每边批次（第几个实例）",
        "要求",
        "CPU 秒",
        "低于核心上界",
        "低于“人数够的配对”的上界",
        "低于 HiGHS 已证明的上界",
        "直接交给 HiGHS：CPU 秒",
        "低于核心上界",
        "快几倍",
    ),
    "en": (
        "lots a side (instance)",
        "wishes",
        "CPU s",
        "below the core's bound",
        "below that of pairs large enough",
        "below what HiGHS proved",
        "plain HiGHS: CPU s",
        "below the core's bound",
        "times faster",
    ),
}


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.2%}"


def _heads(names: tuple[str, ...]) -> list[str]:
    return ["", f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]


def _wishes(found: list[dict[str, Any]], language: str) -> list[str]:
    lines = _heads(WISHED[language])
    for one in found:
        if "failed" in one:
            continue
        wished = ("、" if language == "zh" else ", ").join(NAMES[language][name] for name in one["wishes"].split(","))
        far = [_percent(one.get(name)) for name in ("gap", "gap_fitting", "lost")]
        plain = [str(one.get("highs_cpu", "")), _percent(one.get("highs_gap")), str(one.get("times", ""))]
        lots = f"{one['lots']:,}" + (f" ({one['seed']})" if one["seed"] > 1 else "")
        lines.append(f"| {lots} | {wished} | {one['cpu']} | {' | '.join([*far, *plain])} |")
    return lines


def _periods(found: list[dict[str, Any]], language: str) -> list[str]:
    each = [f"{one['gain']:+.1%} ({one['lots']:,})" for one in found if "failed" not in one]
    says = {
        "zh": "剩余的时段再出借两轮，价值增加（括号里是每边批次）：",
        "en": "Two more rounds on what loans leave add in value (lots a side in brackets): ",
    }
    return ["", says[language] + ", ".join(each) + ("。" if language == "zh" else ".")]


REGIONS = {
    "zh": (
        "每边批次",
        "配对",
        "两边都够得着的需求",
        "一个进程：墙钟秒，差距",
        "两个 Ray 进程：墙钟秒，差距",
        "快几倍",
        "轮数",
        "交换 MB",
    ),
    "en": (
        "lots a side",
        "pairs",
        "needs that both reach",
        "one process: wall s, gap",
        "two Ray workers: wall s, gap",
        "times faster",
        "rounds",
        "MB exchanged",
    ),
}


def _regions(found: list[dict[str, Any]], language: str) -> list[str]:
    lines = _heads(REGIONS[language])
    for each in found:
        if "failed" in each:
            continue
        one, two = each["one"], each["two"]
        walls = [f"{side['wall']:.1f}, {side['gap']:.3%}" for side in (one, two)]
        numbers = [f"{each['lots']:,}", f"{two['pairs']:,}", f"{two['border']:.0%}", *walls, str(each["faster"])]
        numbers += [str(two["rounds"]), f"{two['bytes'] / 1e6:.0f}"]
        lines.append(f"| {' | '.join(numbers)} |")
    return lines


def _lines(found: dict[str, Any], name: str) -> list[str]:
    made = found["made"]
    pairs = made.get("kept", made.get("pairs", 0))
    lines = [
        f"| {name} | {made['pairs']:,} | pairs | {made['cpu']:.2f} | {made['wall']:.2f} | | {made['bytes']:.1f} | |"
    ]
    ours = next((one["cpu"] for one in found["solvers"].values() if "gap" in one), 0.0)
    for solver, one in found["solvers"].items():
        if "failed" in one:
            lines.append(f"| {name} | {pairs:,} | {solver} | – | – | {one['failed']} | | |")
            continue
        gap = f"{one['gap']:.4%}" if "gap" in one else "0"
        times = f"{one['cpu'] / ours:.1f}" if ours else ""
        said = f"{solver}{_of_changes(one)}"
        numbers = f"{one['cpu']:.3f} | {one['wall']:.3f} | {gap} | {one['bytes']:.0f}"
        lines.append(f"| {name} | {pairs:,} | {said} | {numbers} | {times} |")
    return lines


def _of_changes(one: dict[str, Any]) -> str:
    if "median_ms" not in one:
        return ""
    return f"; one change {one['median_ms']:.3f} ms, p99 {one['p99_ms']:.1f} ms, gap then {one['gap_after']:.4%}"
