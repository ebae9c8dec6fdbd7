"""What becomes of the ballots of a planned election: a correction, the count, a recount, lots, what is left over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path

from ballot_service.models import Account, PaperBatch, Recount, Result, StockKind
from ballot_service.rules.election_settings import CountWhen
from ballot_service.rules.recounts import AskedAs, Stands
from ballot_service.rules.signatures import Signer
from ballot_service.services import (
    cards,
    correcting_result,
    counting,
    lots,
    nominating,
    paper,
    paper_count,
    receiving,
    recounting,
)
from ballot_service.services.counting import newest_result
from ballot_service.services.lots import tied_in
from ballot_service.services.paper import PaperKind
from ballot_service.services.paper_count import Read
from tests.services.correction_steps import Desk
from tests.services.fates import (
    ACCEPTED,
    CORRECTED,
    FIRST_NIGHT,
    LAST_NIGHT,
    TOO_LATE,
    WINDOWS_END,
)
from tests.services.generated_election import Found, Plan, Voter, Word
from tests.services.generated_polls import CLERK, LANGUAGES, Polls
from tests.services.steps import Papers, account, close_and_count, draw_lot, sign_and_certify
from tests.tallow_creek import CLOSES, SECRET, TallowCreek, at

RECOUNTED, DRAWN, CERTIFIED, CORRECTED_LATER = at(12, 14), at(12, 15), at(12, 23), at(12, 26)
Stack = dict[str, int]
"""The printed number of each sheet to the place of its voter."""


class Held(Polls):
    """One election held as its plan says, by the real services, at a school of its own."""

    def __init__(self, creek: TallowCreek, plan: Plan, number: int) -> None:
        super().__init__(creek, plan, number)
        self.tellers = [self._teller("Pat Parent", False), self._teller("Cleo Clerk", True)]
        self.counts = 0
        self.stacks: list[tuple[PaperBatch, Stack, int]] = []
        self.changed: frozenset[int] = frozenset()
        """Voters whose sheets the recount has read in another way, and it stands."""

    def _teller(self, name: str, is_employee: bool) -> Account:
        row = account(self.session, name)
        signer = Signer(
            person=str(row.id), is_employee=is_employee, is_nominee=False, is_close_relative=False
        )
        paper_count.declare_teller(self.session, self.election, signer, name, now=CLOSES, by=row.id)
        self.session.commit()
        return row

    def hold(self) -> None:
        """From the first ballot to everything counted by hand: ready to be signed, but for lots."""
        if self.plan.correction is None:
            self.happen(None, FIRST_NIGHT)
        else:
            self.happen(None, CORRECTED)
            self._correct()
            self.happen(CORRECTED, FIRST_NIGHT)
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
        self._explain(TOO_LATE)
        if self.plan.is_recounted:
            self._recount()

    def _correct(self) -> None:
        """The clerk pauses, puts the names right, and a parent confirms; new paper is printed."""
        new, desk = self.plan.correction, Desk(self.creek, self.election)
        assert new is not None
        desk.pause(CORRECTED.replace(hour=1))
        if self.plan.added:
            desk.add(self.election.contests[new.contest], self.plan.added)
        if self.plan.removed:
            leaving = desk.named(self.plan.removed)
            nominating.withdraw(self.session, leaving, "Moved away.", now=CORRECTED, by=CLERK)
        desk.confirm(desk.enter(now=CORRECTED), CORRECTED)
        self.print_paper(2, CORRECTED)

    # the count

    def night(self, now: datetime, nights: Sequence[int]) -> None:
        """Opens what was accepted, enters it in stacks, explains what is missing, and counts."""
        plan = self.plan
        ways = [plan.way(voter) for voter in plan.voters]
        voters = [n for n, way in enumerate(ways) if ACCEPTED in way.paper and way.night in nights]
        if voters:
            paper_count.open_paper(
                self.session, self.election, place="Library", present="Pat, Cleo", now=now, by=CLERK
            )
            self.session.commit()
            self._enter(voters, now)
            self._explain(now)
        if self.counts == 0 or voters or any(way.is_decided_late for way in ways):
            close_and_count(self.session, self.election, now, plan.seed)
            self.counts += 1
        elif self._newest().status == "unofficial-partial":
            counting.count(self.session, self.election, SECRET, now=now)  # nothing came of what might have
            self.session.commit()
        if now == LAST_NIGHT:
            assert self._newest().status == "unofficial-complete"

    def _enter(self, voters: Sequence[int], now: datetime) -> None:
        """Ballots of each version in stacks of their own; what is no ballot lies anywhere among the old ones."""
        if self.plan.misread:
            by_mistake = paper_count.add_batch(self.session, self.election, 2, now=now, by=CLERK)
            paper_count.withdraw_batch(self.session, by_mistake, "No such stack.", now=now, by=CLERK)
        found = [(place, self.plan.voters[place]) for place in voters]
        for version in range(1, len(self.printed) + 1):
            sheets: list[int | None] = [
                place
                for place, voter in found
                if voter.found is Found.BALLOT and min(self._version(voter), len(self.printed)) == version
            ]
            if version == 1:
                sheets += [None] * sum(voter.found.value[1] for _, voter in found)
            self.random.shuffle(sheets)
            self._enter_version(version, sheets, now)

    def _version(self, voter: Voter) -> int:
        return self.plan.way(voter).version

    def _enter_version(self, version: int, sheets: Sequence[int | None], now: datetime) -> None:
        waiting = iter(sheets)
        for size in cycle(self.plan.batches):
            stack = list(islice(waiting, size))
            if not stack:
                return
            self._batch(version, stack, now)

    def _batch(self, version: int, stack: Sequence[int | None], now: datetime) -> None:
        batch = paper_count.add_batch(
            self.session, self.election, len(stack), now=now, by=CLERK, version=version
        )
        ballots = {self.printed[version].pop(): place for place in stack if place is not None}
        set_aside = list(stack).count(None)
        right = self._read(version, ballots, set_aside)
        reads = [(0, right), (1, right)]
        if self.plan.misread:
            reads.insert(0, (1, self._read(version, ballots, set_aside, is_wrong=True)))
        for who, read in reads:
            by = self.tellers[who].id
            reading = paper_count.enter_batch(self.session, batch, SECRET, read, now=now, by=by)
            self.session.commit()
            if batch.agreed_at is not None:  # sheets that are no ballots cannot be misread
                break
        assert batch.agreed_at == now, reading.decision.codes
        self.stacks.append((batch, ballots, set_aside))

    def _read(
        self, version: int, ballots: Stack, set_aside: int, *, is_wrong: bool = False, is_second: bool = False
    ) -> Read:
        """What somebody reads on the sheets of a stack: wrongly, or as the second pair does."""
        sheets = {}
        for number, place in ballots.items():
            voter = self.plan.voters[place]
            marks = voter.again if is_second and voter.is_misread else voter.marks
            sheets[number] = {
                str(contest.id): tuple(
                    str(c.id)
                    for c in contest.candidates
                    if c.name in self.plan.names(n, version)
                    and (c.name in self.plan.marked(n, Word(marks[n], version, is_paper=True))) != is_wrong
                )
                for n, contest in enumerate(self.election.contests)
            }
        return Read(sheets=sheets, set_aside=set_aside, set_aside_reason="A list" if set_aside else "")

    def _explain(self, now: datetime) -> None:
        """One of the tellers writes a reason for every line that differs, the other stands by it."""
        for line in paper_count.differences(self.session, self.election):
            if not line.is_explained:
                row = paper_count.write_difference(
                    self.session, self.election, line, "Looked for.", now=now, by=self.tellers[0].id
                )
                paper_count.confirm_reason(self.session, self.election, row, now=now, by=self.tellers[1].id)
        self.session.commit()

    def _count_what_is_left(self) -> None:
        for language in LANGUAGES:
            kind = (self.session, self.election, PaperKind(language=language))
            if self.plan.spoiled:
                paper.change_stock(
                    *kind, StockKind.SPOILED, self.plan.spoiled, "Torn", now=LAST_NIGHT, by=CLERK
                )
            paper.change_stock(*kind, StockKind.LEFT, self.plan.left, "By hand", now=TOO_LATE, by=CLERK)
        if self.expected.cards:
            for _ in range(self.plan.spoiled):
                cards.spoil_card(
                    self.session, self.election, self.box.pop(), "Torn.", now=LAST_NIGHT, by=CLERK
                )
            cards.count_cards(self.session, self.election, self.plan.left, now=TOO_LATE, by=CLERK)
        self.session.commit()

    # what comes after the count

    def _newest(self) -> Result:
        newest = newest_result(self.session, self.election)
        assert newest is not None
        return newest

    def _recount(self) -> None:
        """A second pair reads every stack; of the stacks that differ, every other second count stands."""
        request = recounting.Request(
            asked_as=AskedAs.VOTER, name="V", reason="Close.", asked_at=self._newest().made_at
        )
        recount = recounting.begin_recount(
            self.session, self.election, request, now=RECOUNTED, by=self.tellers[1].id
        )
        pair = [self._teller("Sol Second", False), self._teller("Wes Witness", False)]
        for batch, ballots, set_aside in self.stacks:
            read = self._read(batch.manifest_version, ballots, set_aside, is_second=True)
            for who in pair:
                recounting.enter_again(self.session, recount, batch, SECRET, read, now=RECOUNTED, by=who.id)
            self.session.commit()
            self._settle(recount, batch, ballots, pair[0])
        recounting.end_recount(self.session, recount, SECRET, now=RECOUNTED, by=self.tellers[1].id)
        self.session.commit()

    def _settle(self, recount: Recount, batch: PaperBatch, ballots: Stack, writer: Account) -> None:
        row = recounting.agreed_again(self.session, recount)[batch.id]
        if row.is_same:
            return
        stands = Stands.SECOND if batch.number % 2 else Stands.FIRST
        recounting.write_stands(self.session, row, stands, "A faint cross.", now=RECOUNTED, by=writer.id)
        recounting.confirm_stands(
            self.session, row, shown=row.written_at, now=RECOUNTED, by=self.tellers[1].id
        )
        self.session.commit()
        if stands is Stands.SECOND:
            misread = {place for place in ballots.values() if self.plan.voters[place].is_misread}
            self.changed |= misread

    def draw_lots(self, now: datetime = DRAWN) -> None:
        for contest in self.election.contests:
            tied = tied_in(self.session, contest)
            if tied:
                clerk, other = account(self.session, "Carla Lot"), account(self.session, "Wes Lot")
                draw_lot(self.session, contest, tied, now, clerk, other)

    def certify(self, folder: Path) -> Papers:
        return sign_and_certify(self.session, self.election, folder, CERTIFIED)

    def correct_later(self, folder: Path) -> Papers:
        """Something of the certified result was wrong: where a lot was drawn, it is drawn anew."""
        contests = self.election.contests
        by_lot = [each for each in contests if lots.confirmed_lot(self.session, each) is not None]
        row = correcting_result.write_correction(
            self.session,
            self.election,
            "Entered the wrong way round.",
            by_lot[0] if by_lot else None,
            now=CORRECTED_LATER,
            by=self.tellers[1].id,
        )
        parent = self.tellers[0]
        signer = Signer(person=str(parent.id), is_employee=False, is_nominee=False, is_close_relative=False)
        correcting_result.confirm_correction(self.session, row, signer, now=CORRECTED_LATER, by=parent.id)
        self.session.commit()
        self.draw_lots(CORRECTED_LATER)
        return sign_and_certify(self.session, self.election, folder, CORRECTED_LATER)
