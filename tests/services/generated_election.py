"""A whole election from a plan: who votes how, what is in the envelopes, and the numbers that must come out.

The sums over all voters are plain arithmetic; nothing of the service is asked for them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from ballot_service.models import DispositionKind
from ballot_service.rules.election_settings import CountWhen
from tests.services.fates import ACCEPTED, CORRECTED, FATES, Fate

Marks = tuple[frozenset[int], frozenset[int]]
"""Places of the names marked, in the first and the second contest."""
BLANK: Marks = (frozenset(), frozenset())


class Found(Enum):
    """What is in an accepted envelope: a ballot, a sheet that is none, nothing, or two ballots, both set aside."""

    BALLOT = (1, 0)
    OTHER_SHEET = (0, 1)
    NOTHING = (0, 0)
    TWO = (0, 2)


@dataclass(frozen=True)
class Voter:
    """`marks` are the first choice; a sheet may have too many of them. `again` is what this person chooses anew after a
    correction, or marks on the ballot of a second line; `is_misread` says that a recount reads `again` on the sheet."""

    fate: str
    marks: Marks = BLANK
    found: Found = Found.BALLOT
    language: str = "en"
    again: Marks = BLANK
    is_misread: bool = False


@dataclass(frozen=True)
class NewBallot:
    """A correction of the names of one contest while voting is open: one is missing, or one is wrong, or both."""

    contest: int = 0
    adds: bool = True
    removes: int | None = None


@dataclass(frozen=True)
class Word:
    """What counts of one person in one contest: the marks, the version of the ballot they were made on, and where."""

    marks: frozenset[int]
    version: int
    is_paper: bool = False


@dataclass(frozen=True)
class Plan:
    """`seats` and `nominees` are of the two contests; `batches` the sizes of the stacks, over and over again. With
    `misread`, one of the tellers reads each stack wrongly first, and a stack is begun by mistake. Of each kind of paper
    and of the cards some are `left` and `spoiled`; `lost` ones leave a difference that two people explain."""

    voters: tuple[Voter, ...]
    count_when: CountWhen = CountWhen.ALL_DECIDED
    seats: int = 2
    nominees: tuple[int, int] = (4, 2)
    batches: tuple[int, ...] = (3,)
    misread: bool = False
    spoiled: int = 0
    left: int = 1
    lost: int = 0
    seed: int = 1
    number: int = 0
    correction: NewBallot | None = None
    is_recounted: bool = False
    is_corrected_later: bool = False
    """Certified, then corrected, and certified anew."""

    def way(self, voter: Voter) -> Fate:
        fate = FATES[voter.fate]
        return fate.if_corrected or fate if self.correction else fate

    @property
    def removed(self) -> str | None:
        """The name that a correction takes off; of a single nominee only where another one comes."""
        new = self.correction
        if new is None or new.removes is None:
            return None
        return self.names(new.contest, 1)[new.removes % self.nominees[new.contest]]

    @property
    def added(self) -> str | None:
        new = self.correction
        if new is None:
            return None
        needs_one = new.removes is None or self.nominees[new.contest] == 1
        return f"{_GROUPS[new.contest]} Newcomer Of {self.number}" if new.adds or needs_one else None

    def names(self, contest: int, version: int) -> list[str]:
        """The names on one version of the ballot."""
        names = [f"{_GROUPS[contest]} Nominee{n} Of {self.number}" for n in range(self.nominees[contest])]
        if version == 1 or self.correction is None or self.correction.contest != contest:
            return names
        return [name for name in names if name != self.removed] + ([self.added] if self.added else [])

    def allowed(self, contest: int, version: int = 2) -> int:
        return min((self.seats, 1)[contest], len(self.names(contest, version)))

    def marked(self, contest: int, word: Word) -> list[str]:
        """The names marked; the page for voting lets nobody mark too many."""
        names = [n for place, n in enumerate(self.names(contest, word.version)) if place in word.marks]
        return names if word.is_paper else names[: self.allowed(contest, word.version)]

    def word(self, voter: Voter, contest: int, *, is_changed: bool = False) -> Word | None:
        """What counts of this voter in a contest; `is_changed` says that the reading of a recount stands."""
        way = self.way(voter)
        first, again = voter.marks[contest], voter.again[contest]
        is_corrected = self.correction is not None and self.correction.contest == contest
        chosen_again = is_corrected and ACCEPTED in way.added
        if ACCEPTED in way.paper:
            marks = again if is_changed else first
            return Word(marks, way.version, is_paper=True) if voter.found is Found.BALLOT else None
        if way.twin is ACCEPTED:
            return Word(again, 1)
        if way.web is ACCEPTED and (chosen_again or way.is_instead):
            return Word(again, 2)
        return Word(first, way.version) if way.web is ACCEPTED or way.used else None


_GROUPS = ("Parent", "Neighbor")


@dataclass(frozen=True)
class Expected:
    """The numbers that must come out, added up from the fates alone."""

    plan: Plan
    lists: Counter[DispositionKind] = field(default_factory=Counter)
    on_paper: Counter[DispositionKind] = field(default_factory=Counter)
    added: Counter[DispositionKind] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for way in self.ways:
            self.on_paper.update(way.paper)
            self.lists.update((*way.paper, *way.web_lists))
            self.added.update(way.added)

    @property
    def ways(self) -> list[Fate]:
        return [self.plan.way(voter) for voter in self.plan.voters]

    @property
    def found(self) -> list[Found]:
        return [voter.found for voter in self.plan.voters if ACCEPTED in self.plan.way(voter).paper]

    @property
    def entered(self) -> int:
        return sum(each.value[0] for each in self.found)

    @property
    def set_aside(self) -> int:
        return sum(each.value[1] for each in self.found)

    @property
    def difference(self) -> int:
        return len(self.found) - self.entered - self.set_aside

    @property
    def counted(self) -> int:
        return self.lists[ACCEPTED] - len(self.found) + self.entered

    @property
    def rejected(self) -> dict[str, int]:
        kinds = Counter({kind.value: number for kind, number in self.lists.items() if kind is not ACCEPTED})
        kinds["unreadable"] += self.set_aside
        return {kind: number for kind, number in kinds.items() if number}

    @property
    def on_roll(self) -> int:
        """Parents who are nominated before the roll is built are on the roll too."""
        return self.plan.nominees[0] + sum(way.is_on_roll for way in self.ways)

    @property
    def drawn(self) -> int:
        return sum(way.drew for way in self.ways)

    @property
    def used(self) -> int:
        return sum(way.used for way in self.ways)

    @property
    def handed_back(self) -> int:
        return self.acts("hand back") + self.acts("hand back for paper")

    @property
    def cards(self) -> int:
        """How many are printed: none where nobody ever draws one."""
        drawn = self.acts("draw") + self.acts("twin draw")
        return drawn + self.plan.spoiled + self.plan.left + self.plan.lost if drawn else 0

    def acts(self, name: str) -> int:
        return sum(way.acts.count(name) for way in self.ways)

    def issued(self, language: str, *, since: datetime | None = None, until: datetime | None = None) -> int:
        """Ballots on paper that are given out, in a language and a time."""
        return sum(
            act.removeprefix("twin ").startswith("issue")
            for voter in self.plan.voters
            for moment, act in self.plan.way(voter).steps
            if voter.language == language
            and (since is None or moment >= since)
            and (until is None or moment < until)
        )

    def printed(self, language: str, version: int) -> int:
        """Each version of the ballot is printed for who gets one, and some more."""
        old = {"until": CORRECTED} if self.plan.correction else {}
        issued = self.issued(language, since=CORRECTED) if version == 2 else self.issued(language, **old)
        return issued + self.plan.spoiled + self.plan.left + (self.plan.lost if self._loses(version) else 0)

    def spoiled(self, language: str) -> int:
        """What was left of the old ballots leaves the stock when names are corrected."""
        old = self.printed(language, 1) - self.issued(language, until=CORRECTED)
        return self.plan.spoiled + (old if self.plan.correction else 0)

    def _loses(self, version: int) -> bool:
        return version == (2 if self.plan.correction else 1)

    def votes(self, contest: int, changed: frozenset[int] = frozenset()) -> tuple[dict[str, int], int, int]:
        """Votes by name, overvotes and undervotes of one contest; `changed` are the places of the voters whose sheets a
        recount reads in another way."""
        on_ballot, allowed = self.plan.names(contest, 2), self.plan.allowed(contest)
        votes, over, under = dict.fromkeys(on_ballot, 0), 0, 0
        for place, voter in enumerate(self.plan.voters):
            word = self.plan.word(voter, contest, is_changed=place in changed)
            if word is None:
                continue
            names = [name for name in self.plan.marked(contest, word) if name in votes]
            if len(names) > allowed:
                over += allowed
                continue
            for name in names:
                votes[name] += 1
            under += allowed - len(names)
        return votes, over, under
