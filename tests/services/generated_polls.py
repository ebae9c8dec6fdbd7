"""An election that is held as a plan says: its roll, its papers and cards, and what each voter does, by real acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from string import ascii_lowercase
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from ballot_service.models import (
    CodeCard,
    Contest,
    Election,
    PaperEnvelope,
    PaperReturn,
    SchoolLevel,
    VoterRollEntry,
)
from ballot_service.rules.councils import Grade
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.employment import Position
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.rules.paper_requests import PaperDelivery, PaperWay
from ballot_service.rules.table import TableMeans
from ballot_service.services import (
    cards,
    holding,
    issuing,
    opening,
    paper,
    receiving,
    registering,
    registrations,
    table,
)
from ballot_service.services.acting import Refused
from ballot_service.services.paper import Issuing, PaperKind, PaperWish
from ballot_service.services.receiving import Arrival
from ballot_service.services.table import Declared, WalkIn
from ballot_service.services.voting import log_waiting
from tests.services.correction_steps import again
from tests.services.fates import LAST_HOUR
from tests.services.generated_election import Expected, Marks, Plan, Voter, Word
from tests.services.steps import LINKS, entry_of, opened
from tests.services.steps import cast as cast_by_name
from tests.tallow_creek import TallowCreek, at

CLERK = uuid4()
LANGUAGES = ("en", "es")
BEFORE_CLOSE, AFTER_CLOSE = date(2025, 12, 4), date(2025, 12, 6)


@dataclass(frozen=True)
class Back:
    """How an envelope comes back; `received_at` is None for the moment in which it is entered."""

    way: EnvelopeWay = EnvelopeWay.DROP
    is_signed: bool = True
    which: int = -1
    posted: date | None = None
    received_at: datetime | None = None


BACK = {
    "drop": Back(),
    "drop unsigned": Back(is_signed=False),
    "drop in the last hour": Back(received_at=LAST_HOUR),
    "first one": Back(which=0),
    "table": Back(EnvelopeWay.TABLE),
    "mail": Back(EnvelopeWay.MAIL, posted=BEFORE_CLOSE),
    "mail posted late": Back(EnvelopeWay.MAIL, posted=AFTER_CLOSE),
    "mail without postmark": Back(EnvelopeWay.MAIL),
}


class Polls:
    """One election at a school of its own, open to vote, and everything that its voters do."""

    def __init__(self, creek: TallowCreek, plan: Plan, number: int) -> None:
        self.creek, self.session, self.number = creek, creek.session, number
        self.plan = plan = replace(plan, number=number)
        self.expected = Expected(plan)
        self.random = Random(plan.seed)
        creek.cypress = creek.school(f"{number:03} School", SchoolLevel.ELEMENTARY, Grade.D)
        settings = ElectionSettings(count_when=plan.count_when)
        self.election: Election = creek.election(parents=plan.seats, settings=settings)
        for place, contest in enumerate(self.election.contests):
            creek.stand(contest, *plan.names(place, 1))
        for place, voter in enumerate(plan.voters):
            self._on_roll(place, voter)
        self._lines: dict[str, UUID] = {}
        self._open()
        self.envelopes: dict[str, list[PaperEnvelope]] = {}
        self.returns: dict[str, PaperReturn] = {}
        self.drawn: dict[int, CodeCard] = {}
        self.printed: dict[int, list[str]] = {}
        self.print_paper(1, at(11, 18))
        self.box = self._print_cards()

    def _family(self, name: str) -> str:
        """Unlike every other name, so that nobody is held for the name of somebody on the staff."""
        return "".join(Random(f"{self.number} {name}").choices(ascii_lowercase, k=12)).title()

    def _on_roll(self, place: int, voter: Voter) -> None:
        way = self.plan.way(voter)
        if way.has_twin:
            self._second_line(f"Twin{place}")
        if way.is_walk_in:
            return
        name = (f"Voter{place}", self._family(f"{place}"))
        self.creek.guardian(*name)
        if way.is_held:
            self.creek.employ(self.creek.person(*name, date(1970, 5, 5)), Position.TEACHER)

    def _second_line(self, name: str) -> None:
        """The same person under another name, whom nobody knows again yet."""
        registering.add_voter(
            self.session,
            self.election,
            given_name=name,
            family_name=self._family(name),
            tie=CommunityTie.LIVES_HERE,
            language="en",
            contacts=[],
            now=at(11, 3, 8),
            by=CLERK,
        )

    def _open(self) -> None:
        registering.build_roll(self.session, self.election, now=at(11, 3, 9))
        self.creek.notify(self.election)
        self.creek.freeze(self.election)
        opening.confirm_opening(self.session, self.election, now=at(11, 13))
        issuing.issue_links(self.session, self.election, now=at(11, 13))
        self._lines = {
            each.person.given_name: each.id for each in registering.roll(self.session, self.election)
        }
        self.session.commit()

    def print_paper(self, version: int, now: datetime) -> None:
        numbers: list[str] = []
        for language in LANGUAGES:
            ballots = self.expected.printed(language, version)
            if ballots:
                kind = PaperKind(language=language)
                run = paper.print_run(self.session, self.election, kind, ballots, now=now, by=CLERK)
                numbers += run.numbers["numbers"]
        self.session.commit()
        self.random.shuffle(numbers)
        self.printed[version] = numbers

    def _print_cards(self) -> list[CodeCard]:
        if not self.expected.cards:
            return []
        now = at(11, 18)
        run = cards.print_cards(self.session, self.election, self.expected.cards, now=now, by=CLERK)
        box = cards.cards_to_print(self.session, self.election, run, now=now)
        self.session.commit()
        self.random.shuffle(box)
        return box

    # what voters do

    def happen(self, since: datetime | None, until: datetime) -> None:
        """Everything that voters do in this time, in the order in which it comes."""
        events = sorted(
            (moment, place, act)
            for place, voter in enumerate(self.plan.voters)
            for moment, act in self.plan.way(voter).steps
            if (since is None or since <= moment) and moment < until
        )
        for moment, place, act in events:
            self._do(act, place, moment)
            self.session.commit()

    def _do(self, act: str, place: int, now: datetime) -> None:
        name, plain = f"Voter{place}", act
        if act.startswith("twin "):
            name, plain = f"Twin{place}", act.removeprefix("twin ")
        if plain in BACK:
            self._back(name, now, BACK[plain])
        elif plain in self._of_line():
            self._of_line()[plain](name, now)
        else:
            self._of_person()[plain](place, now)

    def _of_line(self) -> dict[str, Callable[[str, datetime], object]]:
        """Acts with which only the line on the roll has to do."""
        return {
            "sign in for paper": lambda name, now: self._sign_in(name, TableMeans.PAPER, now),
            "sign in with link": lambda name, now: self._sign_in(name, TableMeans.LINK, now),
            "undo sign-in": lambda name, now: table.undo_sign_in(*self._line(name), now=now, by=CLERK),
            "no card": lambda name, now: self._refused(
                "card_|table_", self._sign_in, name, TableMeans.CARD, now
            ),
            "no paper": lambda name, now: self._refused("issue_drew_card", self._issue, name, now),
            "drop known": lambda name, now: self._refused("envelope_known", self._back, name, now, Back()),
            "issue": self._issue,
            "issue again": lambda name, now: self._issue(name, now, "Spoiled or lost"),
            "issue by mail": self._issue_by_mail,
            "sign": self._sign,
            "admit": lambda name, now: self._decide(name, now, True),
            "refuse": lambda name, now: self._decide(name, now, False),
            "new link": lambda name, now: issuing.reissue(*self._line(name), "Lost.", now=now, by=CLERK),
            "not me": lambda name, now: issuing.say_not_me(
                self.session, opened(self.entry(name), self.election), now=now
            ),
            "web": self._web,
            "choose again": lambda name, now: self._again(name, now, was_there=not self.plan.correction),
            "choose known": lambda name, now: self._again(name, now, was_there=True),
            "draw": self._draw,
            "hand back": lambda name, now: self._hand_back(name, now, to_paper=False),
            "hand back for paper": lambda name, now: self._hand_back(name, now, to_paper=True),
        }

    def _of_person(self) -> dict[str, Callable[[int, datetime], object]]:
        return {
            "walk in": self._walk_in,
            "merge": self._merge,
            "card": lambda place, now: self._card(place, now, was_there=False),
            "card known": lambda place, now: self._card(place, now, was_there=True),
        }

    def _refused(self, code: str, act: Callable[..., object], *arguments: object) -> None:
        with pytest.raises(Refused, match=code):
            act(*arguments)
        self.session.rollback()

    def entry(self, name: str) -> VoterRollEntry:
        if name not in self._lines:
            self._lines[name] = entry_of(self.session, self.election, name).id
        return self.session.get_one(VoterRollEntry, self._lines[name])

    def _line(self, name: str) -> tuple[Session, Election, VoterRollEntry]:
        return self.session, self.election, self.entry(name)

    def _voter(self, name: str) -> Voter:
        return self.plan.voters[_place(name)]

    def _names(self, marks: Marks) -> dict[Contest, Sequence[str]]:
        version = len(self.election.manifests)
        return {
            contest: self.plan.marked(place, Word(marks[place], version))
            for place, contest in enumerate(self.election.contests)
        }

    def _web(self, name: str, now: datetime) -> None:
        """A second line votes otherwise than the first. Whoever has voted before gets the receipt of that ballot."""
        voter, is_twin = self._voter(name), name.startswith("Twin")
        names = self._names(voter.again if is_twin else voter.marks)
        receipt = cast_by_name(self.session, self.election, self.entry(name), names, now)
        way = self.plan.way(voter)
        assert receipt.was_there_before is ((way.twin if is_twin else way.web) is None)

    def _again(self, name: str, now: datetime, *, was_there: bool) -> None:
        voter = self._voter(name)
        marks = voter.marks if name.startswith("Twin") else voter.again
        receipt = again(self.session, self.election, self.entry(name), self._names(marks), now)
        assert receipt.was_there_before is was_there

    def _walk_in(self, place: int, now: datetime) -> None:
        who = WalkIn(
            given_name=f"Voter{place}",
            family_name=self._family(f"{place}"),
            tie=CommunityTie.WORKS_OR_LEADS_HERE,
            language="en",
        )
        entry = table.enter_walk_in(self.session, self.election, who, now=now, by=CLERK)
        said = Declared(words="I am 18 or older.", tie_words="Feed and Seed")
        table.sign_in_at_table(
            self.session, self.election, entry, TableMeans.LINK, declared=said, now=now, by=CLERK
        )
        assert opened(entry, self.election).link is not None

    def _sign_in(self, name: str, means: TableMeans, now: datetime) -> None:
        table.sign_in_at_table(self.session, self.election, self.entry(name), means, now=now, by=CLERK)

    def _draw(self, name: str, now: datetime) -> None:
        self._sign_in(name, TableMeans.CARD, now)
        self.drawn[_place(name)] = self.box.pop()

    def _card(self, place: int, now: datetime, *, was_there: bool) -> None:
        card = cards.open_card(self.session, LINKS, LINKS.card_code(self.drawn[place].key))
        names = self._names(self.plan.voters[place].marks)
        ids = {
            str(contest.id): [str(c.id) for c in contest.candidates if c.name in names[contest]]
            for contest in self.election.contests
        }
        receipt = cards.cast_with_card(self.session, card, ids, now=now)
        self.session.commit()
        log_waiting(self.session, self.election)
        assert receipt.was_there_before is was_there

    def _hand_back(self, name: str, now: datetime, *, to_paper: bool) -> None:
        card = self.drawn.pop(_place(name))
        table.take_card_back(
            self.session, self.election, self.entry(name), card, to_paper=to_paper, now=now, by=CLERK
        )

    def _issue(self, name: str, now: datetime, reason: str = "") -> None:
        issuing_of = Issuing(kind=PaperKind(language=self._voter(name).language), reason=reason)
        envelope = paper.issue_paper(
            self.session, self.election, self.entry(name), issuing_of, now=now, by=CLERK
        )
        self.envelopes.setdefault(name, []).append(envelope)

    def _issue_by_mail(self, name: str, now: datetime) -> None:
        wish = PaperWish(
            way=PaperWay.PHONE,
            delivery=PaperDelivery.MAIL,
            language=self._voter(name).language,
            address="2 Road",
        )
        paper.ask_for_paper(
            self.session, self.election, self.entry(name), wish, asked_at=now, now=now, by=CLERK
        )
        self._issue(name, now)

    def _back(self, name: str, now: datetime, back: Back) -> None:
        arrival = Arrival(
            way=back.way,
            received_at=back.received_at or now,
            is_signed=back.is_signed,
            postmarked_on=back.posted,
        )
        envelope = self.envelopes[name][back.which]
        received = receiving.receive_envelope(
            self.session, self.election, envelope, arrival, now=now, by=CLERK
        )
        self.returns[name] = received.row

    def _sign(self, name: str, now: datetime) -> None:
        receiving.sign_later(self.session, self.election, self.returns[name], now=now, by=CLERK)

    def _decide(self, name: str, now: datetime, may: bool) -> None:
        holding.decide_held(
            self.session, self.election, self.entry(name), may=may, reason="Looked at.", now=now, by=CLERK
        )

    def _merge(self, place: int, now: datetime) -> None:
        one, other = self.entry(f"Voter{place}"), self.entry(f"Twin{place}")
        registrations.merge(self.session, self.election, one, other, "One person.", now=now, by=CLERK)


def _place(name: str) -> int:
    return int(name.removeprefix("Voter").removeprefix("Twin"))
