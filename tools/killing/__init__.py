"""The parts of tools/kill_test.py: a provider with its own ledger, workers that die on time, and the proof."""
