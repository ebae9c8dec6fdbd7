"""The parts of tools/mutate_rules.py: what is changed, and which tests could notice."""
