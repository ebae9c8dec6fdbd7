"""A whole election from a plan: every way a ballot can arrive, what becomes of it, and the numbers that must come out.

A fate lists what one voter does and when, and, worked out by hand, on which lists that voter's ballots end. The sums
over all voters are plain arithmetic; nothing of the service is asked for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from itertools import cycle, islice
from random import Random
from string import ascii_lowercase
from uuid import uuid4

from ballot_service.models import (
    Account,
    DispositionKind,
    PaperEnvelope,
    PaperReturn,
    SchoolLevel,
    StockKind,
    VoterRollEntry,
)
from ballot_service.rules.councils import Grade
from ballot_service.rules.election_settings import CountWhen, ElectionSettings
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.employment import Position
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.rules.paper_requests import PaperDelivery, PaperWay
from ballot_service.rules.signatures import Signer
from ballot_service.rules.table import TableMeans
from ballot_service.services import (
    holding,
    issuing,
    opening,
    paper,
    paper_count,
    receiving,
    registering,
    table,
)
from ballot_service.services.lots import tied_in
from ballot_service.services.paper import Issuing, PaperKind, PaperWish
from ballot_service.services.paper_count import Read
from ballot_service.services.receiving import Arrival
from ballot_service.services.table import Declared, WalkIn
from tests.services.steps import account, close_and_count, draw_lot, entry_of, opened
from tests.services.steps import cast as cast_by_name
from tests.tallow_creek import CLOSES, SECRET, TallowCreek, at

CLERK = uuid4()
ACCEPTED, DUPLICATE, LATE = DispositionKind.ACCEPTED, DispositionKind.DUPLICATE, DispositionKind.LATE
NOT_ELIGIBLE, NOT_CURED = DispositionKind.NOT_ELIGIBLE, DispositionKind.NOT_CURED
ISSUED, EARLY, VOTED, AGAIN, BACK = at(11, 19), at(11, 20), at(11, 21), at(11, 22), at(11, 24)
IN_TIME, MISSED = at(11, 28), at(12, 5, 20)
FIRST_NIGHT, SIGNED, ARRIVED, DECIDED = at(12, 5, 21), at(12, 8), at(12, 9), at(12, 10)
WINDOWS_END, LAST_NIGHT, TOO_LATE, CERTIFIED = at(12, 12, 17), at(12, 12, 18), at(12, 13), at(12, 23)
BEFORE_CLOSE, AFTER_CLOSE = date(2025, 12, 4), date(2025, 12, 6)

Steps = tuple[tuple[datetime, str], ...]


@dataclass(frozen=True)
class Fate:
    """What one voter does, and where that voter's ballots end: from the web, and on paper. Where ballots are counted at
    the close (1) and again later (2), `night` is when the accepted envelope is opened."""

    steps: Steps = ()
    web: DispositionKind | None = None
    paper: tuple[DispositionKind, ...] = ()
    night: int = 1
    is_held: bool = False
    is_walk_in: bool = False

    @property
    def is_on_roll(self) -> bool:
        return not (self.is_held or self.is_walk_in) or "admit" in self.acts

    @property
    def acts(self) -> tuple[str, ...]:
        return tuple(act for _, act in self.steps)


def _paper(*steps: tuple[datetime, str]) -> Steps:
    return ((ISSUED, "issue"), *steps)


def _mailed(*steps: tuple[datetime, str]) -> Steps:
    return ((ISSUED, "issue by mail"), *steps)


def _held(*steps: tuple[datetime, str], may: bool, at: datetime = DECIDED) -> Steps:
    return (*steps, (at, "admit" if may else "refuse"))


WEB, CAST = (VOTED, "web"), ((VOTED, "web"),)
UNSIGNED = (EARLY, "drop unsigned")
FATES: dict[str, Fate] = {
    "nothing": Fate(),
    "web": Fate(CAST, ACCEPTED),
    "web, held and admitted": Fate(_held(WEB, may=True), ACCEPTED, is_held=True),
    "web, held and refused": Fate(_held(WEB, may=False), NOT_ELIGIBLE, is_held=True),
    "walk-in, admitted": Fate(_held((EARLY, "walk in"), WEB, may=True), ACCEPTED, is_walk_in=True),
    "walk-in, refused": Fate(_held((EARLY, "walk in"), WEB, may=False), NOT_ELIGIBLE, is_walk_in=True),
    "drop box": Fate(_paper((BACK, "drop")), paper=(ACCEPTED,)),
    "table": Fate(_paper((BACK, "table")), paper=(ACCEPTED,)),
    "mail": Fate(_mailed((BACK, "mail")), paper=(ACCEPTED,)),
    "mail in the days of grace": Fate(_mailed((ARRIVED, "mail")), paper=(ACCEPTED,), night=2),
    "drop box after the close": Fate(_paper((MISSED, "drop")), paper=(LATE,)),
    "posted too late": Fate(_mailed((ARRIVED, "mail posted late")), paper=(LATE,)),
    "came too late": Fate(_mailed((TOO_LATE, "mail")), paper=(LATE,)),
    "web, then paper": Fate(_paper(WEB, (BACK, "drop")), ACCEPTED, (DUPLICATE,)),
    "paper, then web": Fate(_paper((EARLY, "drop"), WEB), paper=(ACCEPTED,)),
    "cancelled, and the new one back": Fate(
        _paper((AGAIN, "issue again"), (BACK, "first one"), (IN_TIME, "drop")), paper=(DUPLICATE, ACCEPTED)
    ),
    "cancelled, only the old one back": Fate(
        _paper((AGAIN, "issue again"), (BACK, "first one")), paper=(DUPLICATE,)
    ),
    "unsigned, signed soon": Fate(_paper(UNSIGNED, (IN_TIME, "sign")), paper=(ACCEPTED,)),
    "unsigned, signed after the close": Fate(_paper(UNSIGNED, (SIGNED, "sign")), paper=(ACCEPTED,), night=2),
    "unsigned": Fate(_paper(UNSIGNED), paper=(NOT_CURED,)),
    "unsigned, then web": Fate(_paper(UNSIGNED, WEB), ACCEPTED, (DUPLICATE,)),
    "unsigned, then web, then signed": Fate(_paper(UNSIGNED, WEB, (SIGNED, "sign")), ACCEPTED, (DUPLICATE,)),
    "held on paper, admitted soon": Fate(
        _held(*_paper((BACK, "drop")), may=True, at=IN_TIME), paper=(ACCEPTED,), is_held=True
    ),
    "held on paper, admitted": Fate(
        _held(*_paper((BACK, "drop")), may=True), paper=(ACCEPTED,), night=2, is_held=True
    ),
    "held on paper, refused": Fate(
        _held(*_paper((BACK, "drop")), may=False), paper=(NOT_ELIGIBLE,), is_held=True
    ),
    "held and unsigned, admitted": Fate(_held(*_paper(UNSIGNED), may=True), paper=(NOT_CURED,), is_held=True),
    "held and unsigned, refused": Fate(
        _held(*_paper(UNSIGNED), may=False), paper=(NOT_ELIGIBLE,), is_held=True
    ),
    "held, web then paper, admitted": Fate(
        _held(*_paper(WEB, (BACK, "drop")), may=True), ACCEPTED, (DUPLICATE,), is_held=True
    ),
    "held, web then paper, refused": Fate(
        _held(*_paper(WEB, (BACK, "drop")), may=False), NOT_ELIGIBLE, (DUPLICATE,), is_held=True
    ),
    "handed out, not back": Fate(_paper()),
    "mailed out, not back": Fate(_mailed()),
}


class Found(Enum):
    """What is in an accepted envelope: a ballot, a sheet that is none, nothing, or two ballots, both set aside."""

    BALLOT = (1, 0)
    OTHER_SHEET = (0, 1)
    NOTHING = (0, 0)
    TWO = (0, 2)


@dataclass(frozen=True)
class Voter:
    """`marks` are places of the nominees, in the first and the second contest; a sheet may have too many of them."""

    fate: str
    marks: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    found: Found = Found.BALLOT
    language: str = "en"

    @property
    def way(self) -> Fate:
        return FATES[self.fate]


@dataclass(frozen=True)
class Plan:
    """`seats` and `nominees` are of the two contests; `batches` the sizes of the stacks, over and over again. With
    `misread`, one of the tellers reads each stack wrongly first, and a stack is begun by mistake."""

    voters: tuple[Voter, ...]
    count_when: CountWhen = CountWhen.ALL_DECIDED
    seats: int = 2
    nominees: tuple[int, int] = (4, 2)
    batches: tuple[int, ...] = (3,)
    misread: bool = False
    spoiled: int = 0
    left: int = 1
    seed: int = 1
    number: int = 0

    @property
    def allowed(self) -> tuple[int, int]:
        return min(self.seats, self.nominees[0]), min(1, self.nominees[1])

    def names(self, contest: int) -> list[str]:
        group = ("Parent", "Neighbor")[contest]
        return [f"{group} Nominee{n} Of {self.number}" for n in range(self.nominees[contest])]

    def marked(self, voter: Voter, contest: int, on_paper: bool) -> list[str]:
        """The names marked; the page for voting lets nobody mark too many."""
        names = [name for n, name in enumerate(self.names(contest)) if n in voter.marks[contest]]
        return names if on_paper else names[: self.allowed[contest]]


@dataclass(frozen=True)
class Expected:
    """The numbers that must come out, added up from the fates alone."""

    plan: Plan
    lists: Counter[DispositionKind] = field(default_factory=Counter)
    on_paper: Counter[DispositionKind] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for voter in self.plan.voters:
            self.on_paper.update(voter.way.paper)
            self.lists.update(voter.way.paper)
            self.lists.update([voter.way.web] if voter.way.web else [])

    @property
    def found(self) -> list[Found]:
        return [voter.found for voter in self.plan.voters if ACCEPTED in voter.way.paper]

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
        """Parents who are nominated are on the roll too."""
        return self.plan.nominees[0] + sum(voter.way.is_on_roll for voter in self.plan.voters)

    def issued(self, language: str) -> int:
        acts = [act for v in self.plan.voters if v.language == language for act in v.way.acts]
        return sum(act.startswith("issue") for act in acts)

    def votes(self, contest: int) -> tuple[dict[str, int], int, int]:
        """Votes by name, overvotes and undervotes of one contest."""
        votes, over, under = Counter(self.plan.names(contest)), 0, 0
        votes.subtract(self.plan.names(contest))
        for voter in self.plan.voters:
            on_paper = ACCEPTED in voter.way.paper and voter.found is Found.BALLOT
            if not on_paper and voter.way.web is not ACCEPTED:
                continue
            names, allowed = self.plan.marked(voter, contest, on_paper), self.plan.allowed[contest]
            if len(names) > allowed:
                over += allowed
                continue
            votes.update(names)
            under += allowed - len(names)
        return dict(votes), over, under


class Held:
    """One election held as its plan says, by the real services, at a school of its own."""

    def __init__(self, creek: TallowCreek, plan: Plan, number: int) -> None:
        self.creek, self.session, self.number = creek, creek.session, number
        self.plan = plan = replace(plan, number=number)
        self.expected = Expected(plan)
        self.random = Random(plan.seed)
        creek.cypress = creek.school(f"{number:03} School", SchoolLevel.ELEMENTARY, Grade.D)
        self.election = creek.election(
            parents=plan.seats, settings=ElectionSettings(count_when=plan.count_when)
        )
        for place, contest in enumerate(self.election.contests):
            creek.stand(contest, *plan.names(place))
        for place, voter in enumerate(plan.voters):
            self._on_roll(place, voter)
        self._open()
        self.envelopes: dict[int, list[PaperEnvelope]] = {}
        self.returns: dict[int, PaperReturn] = {}
        self.numbers: Iterator[str] = iter(())
        self._print()
        self.tellers = [self._teller("Pat Parent", False), self._teller("Cleo Clerk", True)]
        self.counts = 0

    def _family(self, place: int) -> str:
        """Unlike every other name, so that nobody is held for the name of somebody on the staff."""
        return "".join(Random(f"{self.number} {place}").choices(ascii_lowercase, k=12)).title()

    def _on_roll(self, place: int, voter: Voter) -> None:
        if voter.way.is_walk_in:
            return
        name = (f"Voter{place}", self._family(place))
        self.creek.guardian(*name)
        if voter.way.is_held:
            self.creek.employ(self.creek.person(*name, date(1970, 5, 5)), Position.TEACHER)

    def _open(self) -> None:
        registering.build_roll(self.session, self.election, now=at(11, 3, 9))
        self.creek.notify(self.election)
        self.creek.freeze(self.election)
        opening.confirm_opening(self.session, self.election, now=at(11, 13))
        issuing.issue_links(self.session, self.election, now=at(11, 13))
        self.session.commit()

    def _print(self) -> None:
        numbers: list[str] = []
        for language in ("en", "es"):
            kind, ballots = PaperKind(language=language), self._printed(language)
            run = paper.print_run(self.session, self.election, kind, ballots, now=at(11, 18), by=CLERK)
            numbers += run.numbers["numbers"]
        self.session.commit()
        self.random.shuffle(numbers)
        self.numbers = iter(numbers)

    def _printed(self, language: str) -> int:
        return self.expected.issued(language) + self.plan.spoiled + self.plan.left

    def _teller(self, name: str, is_employee: bool) -> Account:
        row = account(self.session, name)
        signer = Signer(
            person=str(row.id), is_employee=is_employee, is_nominee=False, is_close_relative=False
        )
        paper_count.declare_teller(self.session, self.election, signer, name, now=CLOSES, by=row.id)
        self.session.commit()
        return row

    # what voters do

    def happen(self, since: datetime | None, until: datetime) -> None:
        """Everything that voters do in this time, in the order in which it comes."""
        events = sorted(
            (moment, place, act)
            for place, voter in enumerate(self.plan.voters)
            for moment, act in voter.way.steps
            if (since is None or since <= moment) and moment < until
        )
        for moment, place, act in events:
            self._act(act)(place, moment)
            self.session.commit()

    def _act(self, act: str) -> Callable[[int, datetime], object]:
        acts: dict[str, Callable[[int, datetime], object]] = {
            "web": self._web,
            "walk in": self._walk_in,
            "issue": self._issue,
            "issue again": lambda place, now: self._issue(place, now, "Lost"),
            "issue by mail": self._issue_by_mail,
            "drop": lambda place, now: self._back(place, now, EnvelopeWay.DROP),
            "drop unsigned": lambda place, now: self._back(place, now, EnvelopeWay.DROP, signed=False),
            "table": lambda place, now: self._back(place, now, EnvelopeWay.TABLE),
            "first one": lambda place, now: self._back(place, now, EnvelopeWay.DROP, which=0),
            "mail": lambda place, now: self._back(place, now, EnvelopeWay.MAIL, posted=BEFORE_CLOSE),
            "mail posted late": lambda place, now: self._back(
                place, now, EnvelopeWay.MAIL, posted=AFTER_CLOSE
            ),
            "sign": self._sign,
            "admit": lambda place, now: self._decide(place, now, True),
            "refuse": lambda place, now: self._decide(place, now, False),
        }
        return acts[act]

    def entry(self, place: int) -> VoterRollEntry:
        return entry_of(self.session, self.election, f"Voter{place}")

    def _web(self, place: int, now: datetime) -> None:
        voter = self.plan.voters[place]
        names = {c: self.plan.marked(voter, n, False) for n, c in enumerate(self.election.contests)}
        receipt = cast_by_name(self.session, self.election, self.entry(place), names, now)
        assert receipt.was_there_before is (voter.way.web is None)

    def _walk_in(self, place: int, now: datetime) -> None:
        who = WalkIn(
            given_name=f"Voter{place}",
            family_name=self._family(place),
            tie=CommunityTie.WORKS_OR_LEADS_HERE,
            language="en",
        )
        entry = table.enter_walk_in(self.session, self.election, who, now=now, by=CLERK)
        said = Declared(words="I am 18 or older.", tie_words="Feed and Seed")
        table.sign_in_at_table(
            self.session, self.election, entry, TableMeans.LINK, declared=said, now=now, by=CLERK
        )
        assert opened(entry, self.election).link is not None

    def _issue(self, place: int, now: datetime, reason: str = "") -> None:
        issuing_of = Issuing(kind=PaperKind(language=self.plan.voters[place].language), reason=reason)
        envelope = paper.issue_paper(
            self.session, self.election, self.entry(place), issuing_of, now=now, by=CLERK
        )
        self.envelopes.setdefault(place, []).append(envelope)

    def _issue_by_mail(self, place: int, now: datetime) -> None:
        wish = PaperWish(
            way=PaperWay.PHONE,
            delivery=PaperDelivery.MAIL,
            language=self.plan.voters[place].language,
            address="2 Road",
        )
        paper.ask_for_paper(
            self.session, self.election, self.entry(place), wish, asked_at=now, now=now, by=CLERK
        )
        self._issue(place, now)

    def _back(
        self,
        place: int,
        now: datetime,
        way: EnvelopeWay,
        *,
        signed: bool = True,
        which: int = -1,
        posted: date | None = None,
    ) -> None:
        arrival = Arrival(way=way, received_at=now, is_signed=signed, postmarked_on=posted)
        envelope = self.envelopes[place][which]
        received = receiving.receive_envelope(
            self.session, self.election, envelope, arrival, now=now, by=CLERK
        )
        self.returns[place] = received.row

    def _sign(self, place: int, now: datetime) -> None:
        receiving.sign_later(self.session, self.election, self.returns[place], now=now, by=CLERK)

    def _decide(self, place: int, now: datetime, may: bool) -> None:
        holding.decide_held(
            self.session, self.election, self.entry(place), may=may, reason="Looked at.", now=now, by=CLERK
        )

    # what the count is

    def night(self, now: datetime, nights: Sequence[int]) -> None:
        """Opens what was accepted, enters it in stacks, explains what is missing, and counts."""
        voters = [v for v in self.plan.voters if ACCEPTED in v.way.paper and v.way.night in nights]
        if voters:
            paper_count.open_paper(
                self.session, self.election, place="Library", present="Pat, Cleo", now=now, by=CLERK
            )
            self.session.commit()
            self._enter(voters, now)
            self._explain(now)
        held_on_the_web = any((v.way.web and v.way.is_held) or v.way.is_walk_in for v in self.plan.voters)
        if self.counts == 0 or voters or held_on_the_web:
            close_and_count(self.session, self.election, now, self.plan.seed)
            self.counts += 1

    def _enter(self, voters: Sequence[Voter], now: datetime) -> None:
        sheets: list[Voter | None] = [v for v in voters if v.found is Found.BALLOT]
        sheets += [None] * sum(v.found.value[1] for v in voters)
        self.random.shuffle(sheets)
        waiting = iter(sheets)
        if self.plan.misread:
            by_mistake = paper_count.add_batch(self.session, self.election, 2, now=now, by=CLERK)
            paper_count.withdraw_batch(self.session, by_mistake, "No such stack.", now=now, by=CLERK)
        for size in cycle(self.plan.batches):
            stack = list(islice(waiting, size))
            if not stack:
                return
            self._batch(stack, now)

    def _batch(self, stack: Sequence[Voter | None], now: datetime) -> None:
        batch = paper_count.add_batch(self.session, self.election, len(stack), now=now, by=CLERK)
        ballots = {next(self.numbers): voter for voter in stack if voter is not None}
        right = self._read(ballots, stack.count(None), False)
        reads = [(0, right), (1, right)]
        if self.plan.misread:
            reads.insert(0, (1, self._read(ballots, stack.count(None), True)))
        for who, read in reads:
            by = self.tellers[who].id
            reading = paper_count.enter_batch(self.session, batch, SECRET, read, now=now, by=by)
            self.session.commit()
            if batch.agreed_at is not None:  # sheets that are no ballots cannot be misread
                break
        assert batch.agreed_at == now, reading.decision.codes

    def _read(self, ballots: dict[str, Voter], set_aside: int, is_wrong: bool) -> Read:
        sheets = {}
        for number, voter in ballots.items():
            sheets[number] = {
                str(contest.id): tuple(
                    str(c.id)
                    for c in contest.candidates
                    if (c.name in self.plan.marked(voter, place, True)) != is_wrong
                )
                for place, contest in enumerate(self.election.contests)
            }
        return Read(sheets=sheets, set_aside=set_aside, set_aside_reason="A list" if set_aside else "")

    def _explain(self, now: datetime) -> None:
        for line in paper_count.differences(self.session, self.election):
            if line.line != "paper" or line.is_explained:
                continue
            row = paper_count.write_difference(
                self.session, self.election, line, "Empty, or two.", now=now, by=self.tellers[0].id
            )
            paper_count.confirm_reason(self.session, self.election, row, now=now, by=self.tellers[1].id)
        self.session.commit()

    def hold(self) -> None:
        """From the first ballot to the stock counted by hand: ready to be signed, but for lots."""
        self.happen(None, FIRST_NIGHT)
        nights = [1, 2]
        if self.plan.count_when is CountWhen.AT_CLOSE:
            self.night(FIRST_NIGHT, [1])
            nights = [2]
        self.happen(FIRST_NIGHT, WINDOWS_END)
        receiving.close_unsigned(self.session, self.election, now=WINDOWS_END, by=CLERK)
        self.session.commit()
        self.night(LAST_NIGHT, nights)
        self.happen(WINDOWS_END, CERTIFIED)
        self._count_what_is_left()

    def _count_what_is_left(self) -> None:
        for language in ("en", "es"):
            kind = (self.session, self.election, PaperKind(language=language))
            if self.plan.spoiled:
                paper.change_stock(
                    *kind, StockKind.SPOILED, self.plan.spoiled, "Torn", now=LAST_NIGHT, by=CLERK
                )
            paper.change_stock(*kind, StockKind.LEFT, self.plan.left, "By hand", now=TOO_LATE, by=CLERK)
        self.session.commit()

    def draw_lots(self) -> None:
        for contest in self.election.contests:
            tied = tied_in(self.session, contest)
            if tied:
                draw_lot(
                    self.session,
                    contest,
                    tied,
                    TOO_LATE,
                    account(self.session, "Carla Lot"),
                    account(self.session, "Wes Lot"),
                )
