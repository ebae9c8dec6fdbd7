"""Rankings: what a ranked ballot says, and where it stops saying anything.

A ranking is a tuple, best first. Each rank holds one candidate (its id), several (a tuple: an overvoted rank)
or nobody (an empty tuple: a skipped rank). Ballots come grouped, as a mapping of rankings to their number, so
that the work depends on how many different ballots there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ballot_service.rules.counting.n_of_m import NotCountable

Rank = str | tuple[str, ...]
Ranking = tuple[Rank, ...]

OVERVOTED: Final = ("", "")
"""An overvoted rank when it is not known who was marked there."""


class Overvote(StrEnum):
    """What becomes of a ballot whose next rank marks several candidates."""

    EXHAUST = "exhaust"
    SKIP = "skip"
    EXHAUST_IF_SEVERAL_CONTINUE = "exhaust_if_several_continue"
    """It goes to the only one of them still in the count; with several still in, it is exhausted for good."""


class Duplicate(StrEnum):
    """What becomes of a ballot that ranks a candidate a second time."""

    SKIP = "skip"
    EXHAUST = "exhaust"


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRules:
    """How a jurisdiction reads ranks. `skipped_ranks` in a row are passed over and one more exhausts the ballot
    (None: any number is passed over); `most_ranks` is how many ranks count (None: all of them).

    The defaults are those of Maine (21-A M.R.S. § 723-A) and Alaska (AS 15.15.350): an overvoted rank and two
    skipped ranks in a row exhaust the ballot; a candidate ranked twice counts where ranked first."""

    overvote: Overvote = Overvote.EXHAUST
    skipped_ranks: int | None = 1
    duplicate: Duplicate = Duplicate.SKIP
    most_ranks: int | None = None


DEFAULT_RANKS: Final = RankRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedFacts:
    """One contest's ranked ballots, grouped. `lot` is an order of candidates, first drawn first, for whatever
    ties come up: of those tied, the first drawn is served first and the last drawn is out first. It may name
    more candidates than are tied; a tie of which it does not name everybody stays a tie. `withdrawn`
    candidates get no votes: their papers go to the next choice."""

    seats: int
    candidates: tuple[str, ...]
    ballots: Mapping[Ranking, int]
    withdrawn: tuple[str, ...] = ()
    lot: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class ReadBallots:
    """Ballots as far as they say something: every rank one candidate, except where it must be looked at again
    in each round whom of an overvoted rank to count (`has_open_ranks`)."""

    ballots: Mapping[Ranking, int]
    total: int
    blank: int
    has_open_ranks: bool = False


def check_ranked(facts: RankedFacts) -> None:
    """Raises NotCountable for facts that cannot be those of one contest."""
    known = set(facts.candidates)
    if facts.seats < 0:
        raise NotCountable("seats", "seats cannot be fewer than none")
    if len(known) != len(facts.candidates):
        raise NotCountable("candidates", "a candidate is listed twice")
    if "" in known:
        raise NotCountable("candidates", "a candidate has no id")
    if not known.issuperset(facts.withdrawn):
        raise NotCountable("withdrawn", "somebody withdrawn is not a candidate")
    if len(set(facts.lot)) != len(facts.lot) or not known.issuperset(facts.lot):
        raise NotCountable("lot", "the lot must name candidates, each once")
    if any(number < 0 for number in facts.ballots.values()):
        raise NotCountable("ballots", "ballots cannot be fewer than none")


def read_rankings(facts: RankedFacts, rules: RankRules) -> ReadBallots:
    """Every ballot cut off where it is exhausted whatever happens, and without ranks that are passed over.

    Raises NotCountable for a ballot that ranks somebody who is not a candidate."""
    total = sum(facts.ballots.values())
    named: set[Rank] = set().union(*facts.ballots)
    if named.issubset(facts.candidates) and rules.duplicate is Duplicate.SKIP and rules.most_ranks is None:
        # Nothing but single candidates, which is almost every count: there is nothing to cut.
        return ReadBallots(ballots=facts.ballots, total=total, blank=facts.ballots.get((), 0))
    known = {*facts.candidates, ""}
    if not all(known.issuperset((rank,) if isinstance(rank, str) else rank) for rank in named) or "" in named:
        raise NotCountable("ballots", "a ballot ranks somebody who is not a candidate in this contest")
    return _read_each(facts.ballots, rules, total)


def _read_each(ballots: Mapping[Ranking, int], rules: RankRules, total: int) -> ReadBallots:
    read: Counter[Ranking] = Counter()
    blank = 0
    for ranking, number in ballots.items():
        said, stopped_at_overvote = _cut(ranking[: rules.most_ranks], rules)
        if not any(ranking):
            blank += number
        if stopped_at_overvote and not said:
            # Kept apart from papers that are simply empty, to say later why nobody got them.
            said = (OVERVOTED,)
        read[said] += number
    return ReadBallots(
        ballots=read,
        total=total,
        blank=blank,
        has_open_ranks=rules.overvote is Overvote.EXHAUST_IF_SEVERAL_CONTINUE,
    )


def _cut(ranking: Ranking, rules: RankRules) -> tuple[Ranking, bool]:
    """What a ranking says, and whether an overvoted rank ended or emptied it."""
    said: list[Rank] = []
    seen: set[str] = set()
    skipped, met_overvote = 0, False
    for rank in ranking:
        if rank == ():
            skipped += 1
            continue
        if rules.skipped_ranks is not None and skipped > rules.skipped_ranks:
            break
        skipped = 0
        marked = (rank,) if isinstance(rank, str) else rank
        if rules.duplicate is Duplicate.EXHAUST and not seen.isdisjoint(marked):
            break
        seen.update(one for one in marked if one)
        if len(marked) == 1:
            said.append(marked[0])
            continue
        met_overvote = True
        if rules.overvote is Overvote.EXHAUST or (rank == OVERVOTED and rules.overvote is not Overvote.SKIP):
            break
        if rules.overvote is Overvote.EXHAUST_IF_SEVERAL_CONTINUE:
            said.append(rank)
    return tuple(said), met_overvote


def next_choice(ranking: Ranking, standing: Collection[str]) -> str | None:
    """The candidate a ballot goes to among those `standing`, also where overvoted ranks are still open."""
    for rank in ranking:
        if isinstance(rank, str):
            if rank in standing:
                return rank
            continue
        there = [one for one in rank if one in standing]
        if len(there) > 1 or rank == OVERVOTED:
            return None
        if there:
            return there[0]
    return None


def is_overvoted(ranking: Ranking) -> bool:
    """Whether a ballot that reaches nobody does so because of an overvoted rank."""
    return any(isinstance(rank, tuple) for rank in ranking)
