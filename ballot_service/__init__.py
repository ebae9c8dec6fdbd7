"""Ballot Service: council elections with notice, sealed ballots and proof."""

__version__ = "0.1.0"
