"""Why a change survives that no test can notice, by module and by how the script says the change.

Lines may move; a place that is worded anew needs its reason again. A rule that merely lacks a test has no place here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mutating.changes import Change, module_of

PACKAGE = "ballot_service.rules."

SAME_VOTES = "all who are tied have the same votes, whoever is asked"

REASONS: Mapping[str, Mapping[str, str]] = {
    "ballot_correction": {
        "contests_voted: int = 2": "all that is asked is whether any contest is left to vote on",
    },
    "certification": {
        "tied_seats: int = 1": "it is read only where candidates are tied, and an account gives it for every contest",
    },
    "counting.n_of_m": {
        "result.tied[1]": SAME_VOTES,
        "tied[1]": SAME_VOTES,
    },
    "counting.rankings": {
        "has_open_ranks: bool = True": "single ranks are counted alike by the loop for open ones, only more slowly",
    },
    "likeness": {
        "count >= 1": "the index compares more names, and the comparison decides: the same are found, only more slowly",
    },
}


def reason_for(one: Change) -> str | None:
    return REASONS.get(_name(one), {}).get(one.said)


def unneeded(changes: Sequence[Change], survivors: Sequence[Change]) -> list[str]:
    """Reasons for the modules of these changes that no survivor needs: its place is gone, or a test notices it now."""
    needed = {(_name(one), one.said) for one in survivors}
    looked_at = dict.fromkeys(_name(one) for one in changes)
    return [
        f"{name}: {said}"
        for name in looked_at
        for said in REASONS.get(name, {})
        if (name, said) not in needed
    ]


def _name(one: Change) -> str:
    return module_of(one.file).removeprefix(PACKAGE)
