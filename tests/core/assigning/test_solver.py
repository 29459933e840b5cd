"""The solver against every plan there is, against HiGHS, and against itself after a change."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
import pytest
from tests.core.assigning.instances import drawn, everything, judged

from yuanmeng.core.assigning.flow import NOBODY, Flow
from yuanmeng.core.assigning.impossible import Impossible
from yuanmeng.core.assigning.model import Firm, Person, Problem
from yuanmeng.core.assigning.plan import Change, Plan, Settled, solve
from yuanmeng.core.assigning.verify import bound, faults, step
from yuanmeng.core.refusals import Invalid


def test_the_solver_finds_what_trying_everything_finds() -> None:
    solved = 0
    for seed in range(150):
        try:
            problem = drawn(3, 5, seed, tight=seed % 3 > 0)
        except Impossible:
            continue
        best = min((judged(problem, at) for at in everything(problem)), default=None)
        if best is None:
            with pytest.raises(Impossible):
                solve(problem)
            continue
        plan = solve(problem)
        assert ((plan.squares, plan.value), plan.bound, plan.gap, faults(problem, plan)) == (best, best[1], 0.0, []), (
            seed
        )
        solved += 1
    assert solved > 80


def test_bounds_of_the_spread_hold_for_every_plan_that_is_as_even() -> None:
    for seed in range(40):
        problem = drawn(3, 5, seed)
        spread, squares = solve(problem).spread, solve(problem).squares
        distance = np.maximum(problem.units["distance"], 0)
        for at in everything(problem):
            if judged(problem, at)[0] != squares:
                continue
            mine = [int(distance[row, column]) for column, row in enumerate(at)]
            rounds = [sum(m for m, row in zip(mine, at, strict=True) if row == person) for person in range(3)]
            assert (max(mine), sum(mine), max(rounds)) >= (spread.trip_bound, spread.total_bound, spread.round_bound)
            assert max(mine) >= spread.trip_bound
            assert sum(mine) >= spread.total_bound
            assert max(rounds) >= spread.round_bound


def test_highs_finds_nothing_better() -> None:
    for seed in range(6):
        problem = drawn(6, 24, seed)
        plan = solve(problem)
        assert highs(problem) == step(problem) * plan.squares + plan.value


def highs(problem: Problem) -> int:
    """The same model given plainly to HiGHS: binary pairs, and a unit step for each further firm of a person."""
    model, (people, firms) = highspy.Highs(), problem.cost.shape
    model.silent()
    model.setOptionValue("mip_rel_gap", 0.0)
    pair = [
        [model.addBinary(obj=float(c)) if ok else None for c, ok in zip(costs, oks, strict=True)]
        for costs, oks in zip(problem.cost, problem.allowed, strict=True)
    ]
    for column in range(firms):
        model.addConstr(sum(pair[row][column] for row in range(people) if pair[row][column] is not None) == 1)
    for row in range(people):
        steps = [model.addVariable(0, 1, obj=float(step(problem) * (2 * k + 1))) for k in range(firms)]
        mine = [pair[row][column] for column in range(firms) if pair[row][column] is not None]
        model.addConstr(sum(mine) == sum(steps))
        model.addConstr(sum(mine) <= float(problem.most[row]))
    model.run()
    return round(model.getInfo().objective_function_value)


def test_25_to_125_gives_each_exactly_5() -> None:
    plan = solve(drawn(25, 125, 1))
    assert (set(plan.loads.values()), plan.gap) == ({5}, 0.0)
    assert (plan.spread.load_least, plan.spread.load_most) == (5, 5)


def test_uneven_numbers_are_split_by_one_at_most() -> None:
    plan = solve(drawn(25, 130, 2))
    assert sorted(plan.loads.values()) == [5] * 20 + [6] * 5


def test_caps_and_exclusions_bend_evenness_no_more_than_they_must() -> None:
    people = [Person("甲", most=1), Person("乙"), Person("丙", least=4)]
    plan = solve(Problem(people, [Firm(f"F{n}") for n in range(8)]))
    assert dict(plan.loads) == {"甲": 1, "乙": 3, "丙": 4}


def test_pinned_pairs_stay_and_excluded_pairs_do_not_come() -> None:
    problem = drawn(5, 20, 3)
    firms = [replace(problem.firms[0], pinned="P4"), replace(problem.firms[1], excluded=frozenset({"P0", "P1"}))]
    plan = solve(Problem(problem.people, [*firms, *problem.firms[2:]]))
    person = {pair.firm: pair.person for pair in plan.pairs}
    assert person["F0"] == "P4"
    assert person["F1"] not in {"P0", "P1"}


def test_what_if_is_what_a_new_solution_would_be() -> None:
    problem = drawn(5, 20, 4)
    settled = Settled(problem)
    before = settled.plan()
    for column, firm in enumerate(problem.firms):
        for how in ("pinned", "excluded"):
            person = f"P{column % 5}"
            changed = replace(firm, pinned=person) if how == "pinned" else replace(firm, excluded=frozenset({person}))
            after = solve(Problem(problem.people, [*problem.firms[:column], changed, *problem.firms[column + 1 :]]))
            asked = settled.if_pinned if how == "pinned" else settled.if_forbidden
            change = asked(person, firm.key)
            assert (change.points, change.squares) == (after.value - before.value, after.squares - before.squares)
            assert (change.load_least, change.load_most) == (after.spread.load_least, after.spread.load_most)
    assert settled.plan() == before


def test_moved_firms_name_who_had_them_and_who_gets_them() -> None:
    people = [Person("甲", place=(0, 0)), Person("乙", place=(9_000, 0))]
    problem = Problem(people, [Firm("近", place=(0, 0)), Firm("远", place=(9_000, 0))])
    change = Settled(problem).if_pinned("甲", "远")
    assert change == Change(342, 0, 1, 1, (("近", "甲", "乙"), ("远", "乙", "甲")))
    assert Settled(problem).if_pinned("甲", "近").moved == ()


def test_a_known_plan_is_taken_over_without_solving() -> None:
    problem = drawn(5, 20, 5)
    settled = Settled(problem)
    again = Settled(problem, settled.flow.at.copy())
    assert replace(again.plan(), prices=()) == replace(settled.plan(), prices=())
    assert faults(problem, again.plan()) == []
    assert again.if_forbidden("P0", "F0") == settled.if_forbidden("P0", "F0")


def test_what_if_refuses_what_cannot_be() -> None:
    people = [Person("甲", most=1), Person("乙", least=1)]
    settled = Settled(Problem(people, [Firm("一", excluded=frozenset({"甲"})), Firm("二")]))
    with pytest.raises(Impossible, match="已被回避"):
        settled.if_pinned("甲", "一")
    with pytest.raises(Invalid, match="没有指导员“丁”"):
        settled.if_pinned("丁", "一")
    with pytest.raises(Invalid, match="企业“三”"):
        settled.if_forbidden("甲", "三")
    with pytest.raises(Impossible, match="企业“一”没有可以负责的指导员：请解除"):
        settled.if_forbidden("乙", "一")
    lone = Settled(Problem([Person("甲"), Person("乙", least=1)], [Firm("一")]))
    with pytest.raises(Impossible, match="“乙”合计最少要 1 家，而可以给他们的企业只有 0 家"):
        lone.if_forbidden("乙", "一")


@pytest.mark.parametrize(
    ("people", "firms", "kind", "says"),
    [
        ([Person("甲", most=1)], [Firm("一"), Firm("二")], "most", "合计最多负责 1 家，企业 2 家，差 1 家"),
        ([Person("甲", least=2)], [Firm("一")], "least", "合计最少要负责 2 家，企业只有 1 家"),
        ([Person("甲")], [Firm("一", excluded=frozenset({"甲"}))], "excluded", "企业“一”回避了全部指导员"),
        (
            [Person("甲", most=1), Person("乙")],
            [Firm("一", pinned="甲"), Firm("二", pinned="甲"), Firm("三")],
            "room",
            "企业“二”、“一”这 2 家只能由指导员“甲”负责，而他们合计最多 1 家",
        ),
        (
            [Person("甲", least=2), Person("乙")],
            [Firm("一", excluded=frozenset({"甲"})), Firm("二")],
            "few",
            "指导员“甲”合计最少要 2 家，而可以给他们的企业只有 1 家",
        ),
        (
            [Person("甲", least=2), Person("乙", least=1), Person("丙")],
            [Firm("一", excluded=frozenset({"丙"})), Firm("二", excluded=frozenset({"丙"})), Firm("三", pinned="丙")],
            "few",
            "指导员“甲”、“乙”合计最少要 3 家，而可以给他们的企业只有 2 家",
        ),
    ],
)
def test_impossible_input_names_who_stands_in_the_way(
    people: list[Person], firms: list[Firm], kind: str, says: str
) -> None:
    with pytest.raises(Impossible) as refused:
        solve(Problem(people, firms))
    assert refused.value.facts["kind"] == kind
    assert says in refused.value.says


def test_a_long_list_of_names_is_cut() -> None:
    firms = [Firm(f"F{n}", pinned="甲") for n in range(9)]
    with pytest.raises(Impossible, match="等这 9 家") as refused:
        solve(Problem([Person("甲", most=8), Person("乙")], firms))
    assert len(refused.value.facts["firms"]) == 9


@pytest.mark.parametrize(
    ("people", "firms", "says"),
    [
        ([], [Firm("一")], "至少要有一名"),
        ([Person("甲")], [], "至少要有一名"),
        ([Person("甲"), Person("甲")], [Firm("一")], "指导员编号“甲”"),
        ([Person("甲")], [Firm("")], "企业编号“”"),
        ([Person("甲", least=3, most=2)], [Firm("一")], "两者颠倒"),
        ([Person("甲", least=-1)], [Firm("一")], "两者颠倒"),
        ([Person("甲")], [Firm("一", pinned="丁")], "“丁”不在指导员名单里"),
        ([Person("甲"), Person("乙")], [Firm("一", pinned="乙", excluded=frozenset({"乙"}))], "既指定又回避"),
        ([Person(f"P{n}") for n in range(2001)], [Firm("一")], "请分批分配"),
    ],
)
def test_wrong_input_is_named(people: list[Person], firms: list[Firm], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        Problem(people, firms)


def test_points_beyond_64_bits_are_refused() -> None:
    people = [Person("甲", place=(-2_000_000, 0)), Person("乙")]
    problem = Problem(people, [Firm("一", place=(2_000_000, 0))] * 1, {"far": 100_000})
    assert solve(problem).gap == 0.0
    many = [Firm(f"F{n}", place=(2_000_000, 0)) for n in range(200)]
    with pytest.raises(Invalid, match="超出 64 位整数"):
        solve(Problem(people, many, {"far": 100_000}))


def planted(plan: Plan, problem: Problem) -> dict[str, Plan]:
    """Broken plans, by what the check must say."""
    first, second, *rest = plan.pairs
    swapped = (replace(first, person=second.person), replace(second, person=first.person), *rest)
    return {
        "总分": replace(plan, value=plan.value - 1),
        "没有得到证明": replace(plan, bound=plan.bound + 1),
        "有 2 名指导员": replace(plan, pairs=(*plan.pairs, first)),
        "没有指导员。": replace(plan, pairs=plan.pairs[1:]),
        "没有企业": replace(plan, pairs=(*plan.pairs, replace(first, firm="X"))),
        "没有指导员“X”": replace(plan, pairs=(replace(first, person="X"), *plan.pairs[1:])),
        "不允许配对": replace(plan, pairs=swapped),
        "与各项之和": replace(plan, pairs=(replace(first, points={"industry": 1}), *plan.pairs[1:])),
        "与实际": replace(plan, loads=dict(plan.loads) | {first.person: 9}),
    }


def test_the_check_finds_planted_faults() -> None:
    problem = drawn(4, 12, 6)
    taken = solve(problem).pairs[0]
    pinned = replace(problem.firms[0], pinned=taken.person)
    problem = Problem(problem.people, [pinned, *problem.firms[1:]])
    plan = solve(problem)
    assert faults(problem, plan) == []
    for says, broken in planted(plan, problem).items():
        assert any(says in fault for fault in faults(problem, broken)), says
    capped = Problem([replace(problem.people[0], most=0), *problem.people[1:]], problem.firms[1:])
    other = solve(Problem(problem.people, problem.firms[1:]))
    assert any("不在 0 到 0 之间" in fault for fault in faults(capped, other))


def test_any_prices_give_a_true_bound() -> None:
    problem = drawn(3, 5, 7)
    best = min(
        step(problem) * squares + points for squares, points in (judged(problem, at) for at in everything(problem))
    )
    dice = np.random.default_rng(7)
    for _throw in range(50):
        prices = dice.integers(-step(problem) * 9, step(problem) * 9, 3)
        assert bound(problem, prices) <= best
    assert bound(problem, solve(problem).prices) == best


def test_a_firm_taken_out_leaves_the_best_plan_of_the_rest() -> None:
    problem = drawn(4, 12, 8)
    for column in range(12):
        flow = Flow(problem.cost, problem.allowed, problem.least, problem.most)
        flow.fill()
        flow.take(column)
        rest = solve(Problem(problem.people, [f for at, f in enumerate(problem.firms) if at != column]))
        left = np.flatnonzero(flow.at != NOBODY)
        assert int(problem.cost[flow.at[left], left].sum()) == rest.value
        assert int((flow.load**2).sum()) == rest.squares
