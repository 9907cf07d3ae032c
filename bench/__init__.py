"""Benchmarks. `make bench` runs them all and writes `bench/results.json` and a table.

Machines are noisy, so every figure stands beside a reference measured in the same batch, and the ratio is what counts.
"""
