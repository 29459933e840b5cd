"""A plan as pictures, drawn on the server as SVG: who lends to whom, and where they are. Tables say the same."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from yuanmeng.matching.models import Loan

WIDE, BAR, GAP, HEAD = 720, 12, 6, 4
"""Width of the flow, of its bars, the space between them, and the height of one head, in the drawing's units."""
TALLEST = 900
MAP_WIDE, MAP_HIGH, EDGE = 480, 300, 14


def flow(loans: list[Loan]) -> dict[str, Any]:
    """Lenders on the left, borrowers on the right, a ribbon a loan as thick as its heads."""
    heads = sum(loan.heads for loan in loans)
    scale = min(HEAD, TALLEST / max(heads, 1))
    left = _stack({loan.lender_id: loan.lender.name for loan in loans}, loans, "lender_id", scale)
    right = _stack({loan.borrower_id: loan.borrower.name for loan in loans}, loans, "borrower_id", scale)
    used: dict[tuple[str, int], float] = defaultdict(float)
    ribbons = [_ribbon(loan, left, right, used, scale) for loan in loans]
    high = max(bar["y"] + bar["high"] for bars in (left, right) for bar in bars.values()) + GAP
    return {
        "wide": WIDE, "high": round(high), "bar": BAR, "left": list(left.values()), "right": list(right.values()),
        "ribbons": ribbons, "from": WIDE * 0.34, "to": WIDE * 0.66 - BAR,
    }  # fmt: skip


def _stack(names: dict[int, str], loans: list[Loan], side: str, scale: float) -> dict[int, dict[str, Any]]:
    """Bars below each other, at least as high as a line of text."""
    totals: dict[int, int] = defaultdict(int)
    for loan in loans:
        totals[getattr(loan, side)] += loan.heads
    bars, y = {}, 0.0
    for key, heads in sorted(totals.items(), key=lambda one: (-one[1], one[0])):
        high = max(heads * scale, 16)
        bars[key] = {
            "name": names[key],
            "heads": heads,
            "y": round(y, 1),
            "high": round(high, 1),
            "middle": round(y + high / 2 + 5, 1),
        }
        y += high + GAP
    return bars


def _ribbon(
    loan: Loan, left: dict[int, Any], right: dict[int, Any], used: dict[Any, float], scale: float
) -> dict[str, Any]:
    thick = loan.heads * scale
    ends = []
    for side, bars, key in (("l", left, loan.lender_id), ("r", right, loan.borrower_id)):
        ends.append(bars[key]["y"] + used[side, key] + thick / 2)
        used[side, key] += thick
    x1, x2 = WIDE * 0.34 + BAR, WIDE * 0.66 - BAR
    bend = (x1 + x2) / 2
    path = f"M{x1:.0f},{ends[0]:.1f} C{bend:.0f},{ends[0]:.1f} {bend:.0f},{ends[1]:.1f} {x2:.0f},{ends[1]:.1f}"
    title = f"{loan.lender.name} → {loan.borrower.name} {loan.heads}"
    return {"path": path, "thick": round(thick, 1), "title": title}


def plan_map(loans: list[Loan], places: dict[int, tuple[int, int]]) -> dict[str, Any]:
    """Firms of the plan at their recorded places, a line a loan; firms without a place are counted."""
    names = {loan.lender_id: loan.lender.name for loan in loans} | {
        loan.borrower_id: loan.borrower.name for loan in loans
    }
    xs, ys = [x for x, _y in places.values()] or [0], [y for _x, y in places.values()] or [0]
    scale = max((max(xs) - min(xs)) / (MAP_WIDE - 2 * EDGE), (max(ys) - min(ys)) / (MAP_HIGH - 2 * EDGE), 1)
    at = {
        pk: (round(EDGE + (x - min(xs)) / scale), round(MAP_HIGH - EDGE - (y - min(ys)) / scale))
        for pk, (x, y) in places.items()
    }
    lines = [
        {"x1": at[loan.lender_id][0], "y1": at[loan.lender_id][1], "x2": at[loan.borrower_id][0],
         "y2": at[loan.borrower_id][1], "thick": min(1 + loan.heads / 8, 8)}
        for loan in loans
        if loan.lender_id in at and loan.borrower_id in at
    ]  # fmt: skip
    lenders = {loan.lender_id for loan in loans}
    points = [
        {"x": x, "y": y, "name": names[pk], "side": "lender" if pk in lenders else "borrower"}
        for pk, (x, y) in at.items()
    ]
    return {"wide": MAP_WIDE, "high": MAP_HIGH, "lines": lines, "points": points, "missing": len(names) - len(at)}
