"""Reads files of ballots in the formats other programs write, counts them by any method, and says the result.

No database and no settings: anyone can count a file again. One module for each format.
"""
