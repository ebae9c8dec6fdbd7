"""Ballot Service: council elections with notice, sealed ballots and proof."""
