"""Who looks after whom: people to firms, with even loads, declared terms and a bound that anybody can check (ALL-05).

terms      the terms as data, and what each pair costs in points
model      the problem: people, firms, caps, excluded and pinned pairs
flow       the exact solver: a transportation problem with convex loads, in whole numbers
plan       solve, what if a pair is pinned or forbidden, the spreads against their bounds
verify     an independent check of a plan and of its certificate
files      CSV in and out
command    `yuanmeng assign`
"""
