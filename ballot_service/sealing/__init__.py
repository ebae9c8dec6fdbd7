"""Secrecy and proof: sealed envelopes, trackers, the log and its signed heads, the audit bundle and its
verifier.

Stands beside the rules: knows no database, no pages and no clock. `ballots verify` runs on this package
alone.
"""
