"""Shared labour: idle staff of one employer to the shortage of another, the best lawful plan with a proof (LAB-01..20).

schema     the postings as columns: meaning, unit, range, the checks on entry; what is known of pairs
rules      the law, limits and the worth of a loan as declared data; which rules remove a pair, in which order
share      one call from postings to a plan
pairs      all lawful pairs in compressed rows, and what each rule removed (kernels: layout, sieve, worth)
auction    offers and prices: a plan within ε a head of the optimum
bound      a tighter proof for the same plan
exact      from a nearly optimal plan to an optimal one
plan       what comes back: loans, bound, prices, counts
verify     an independent check of a plan: lawfulness, worth, limits and bound from postings and prices alone
wishes     batches, counterparties, fairness, stability, pins, periods: searched near the core's prices, with their cost
why        reasons as codes and numbers: rules and nearest misses, outbid by whom, marginal worth, what-if
generate   an invented national geography for tests and benchmarks
files      CSV in and out
command    `yuanmeng match labour | bench | warm`
compiled   how kernels are compiled and where they are kept
"""
