"""An election counted with enough paper to be compared: eleven ballots in two batches, and a second pair of tellers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from ballot_service.models import Account, PaperBatch, Recount, RecountBatch
from ballot_service.rules.recounts import AskedAs, Stands
from ballot_service.sealing.verifier import Report, verify
from ballot_service.services import certifying, recounting
from ballot_service.services.paper_count import Reading
from ballot_service.storage import Storage
from tests.services.steps import account, close_and_count, draw_lot, sign
from tests.services.test_paper_count import NIGHT, Night
from tests.tallow_creek import SECRET, TallowCreek, at

AGAIN = at(12, 8)
SIGNED = at(12, 20)
PAPER: Mapping[int, list[str]] = {
    **{number: ["Ana Ruiz"] for number in range(6)},
    **{number: ["Bo Lee"] for number in range(6, 11)},
}


class RecountNight(Night):
    """Voters 0 to 10 came on paper, ten others on the web, four of them for Cy Hart and one for Di Voss.

    Batch 1 has ten sheets, batch 2 one. All is counted.
    """

    voters, on_paper, printed = 21, 11, 12
    web = (
        (11, ["Cy Hart", "Di Voss"]),
        *((number, ["Cy Hart"]) for number in range(12, 15)),
        *((number, []) for number in range(15, 21)),
    )

    def __init__(self, creek: TallowCreek) -> None:
        super().__init__(creek)
        self.open()
        self.batches = [self.batch(10), self.batch(1)]
        for batch, sheets in zip(self.batches, (range(10), range(10, 11)), strict=True):
            self.both(batch, self.read({each: PAPER[each] for each in sheets}))
        self.first = close_and_count(self.session, self.election, NIGHT)
        self.left_over(1)
        self.second, self.witness = self.teller("Sol Second", False), self.teller("Wes Witness", False)

    def ask(self) -> Recount:
        request = recounting.Request(
            asked_as=AskedAs.CANDIDATE, name="Bo Lee", reason="One vote apart.", asked_at=AGAIN
        )
        found = recounting.begin_recount(self.session, self.election, request, now=AGAIN, by=self.clerk.id)
        self.session.commit()
        return found

    def again(
        self, recount: Recount, batch: PaperBatch, who: Account, sheets: Mapping[int, Sequence[str]]
    ) -> Reading:
        read = self.read({place: list(names) for place, names in sheets.items()})
        reading = recounting.enter_again(self.session, recount, batch, SECRET, read, now=AGAIN, by=who.id)
        self.session.commit()
        return reading

    def second_pair(self, recount: Recount, changes: Mapping[int, list[str]] | None = None) -> None:
        """The second pair enters both batches, with these sheets read in another way."""
        now_read = {**PAPER, **(changes or {})}
        for batch, places in zip(self.batches, (range(10), range(10, 11)), strict=True):
            for who in (self.second, self.witness):
                self.again(recount, batch, who, {place: now_read[place] for place in places})

    def settle(self, recount: Recount, batch: PaperBatch, stands: Stands) -> RecountBatch:
        row = recounting.agreed_again(self.session, recount)[batch.id]
        act = {"now": AGAIN}
        recounting.write_stands(self.session, row, stands, "A faint cross.", **act, by=self.second.id)
        recounting.confirm_stands(self.session, row, shown=row.written_at, **act, by=self.clerk.id)
        self.session.commit()
        return row

    def end(self, recount: Recount) -> dict[str, int]:
        """Ends it; answers the votes by name."""
        result = recounting.end_recount(self.session, recount, SECRET, now=AGAIN, by=self.clerk.id)
        self.session.commit()
        assert result.status == "recount"
        return self.votes(result.document)

    def draw(self, *names: str, now: datetime) -> None:
        """A lot between these, the first one drawn first."""
        contest = self.election.contests[0]
        ids = {candidate.name: str(candidate.id) for candidate in contest.candidates}
        draw_lot(self.session, contest, [ids[name] for name in names], now, self.clerk, self.parent)

    def votes(self, document: dict[str, object]) -> dict[str, int]:
        names = {str(c.id): c.name for c in self.election.contests[0].candidates}
        (contest,) = [each for each in document["contests"] if each["votes"]]  # type: ignore[attr-defined]  # a list of mappings, kept as JSON
        return {names[each["candidate"]]: each["votes"] for each in contest["votes"] if each["votes"]}

    def certify(self, folder: Path, day: int = 20) -> Report:
        """Two people sign, and the newest bundle is checked."""
        now = at(12, day)
        for name, employee in (("Carla Clerk", True), ("Will Witness", False)):
            sign(self.session, self.election, account(self.session, name), now, employee=employee)
        storage = Storage(folder)
        certificate = certifying.certify(self.session, self.election, SECRET, storage, now=now)
        self.session.commit()
        place = folder / f"bundle-{certificate.version}.zip"
        place.write_bytes(storage.read(certificate.bundle_hash))
        prints = (certificate.document["election_fingerprint"], certificate.record_fingerprint)
        return verify(place, prints)


class TiedNight(RecountNight):
    """The same, but Di Voss and Ed Poe are tied for the last seat."""

    web = (
        *((11, ["Cy Hart", "Di Voss"]), (12, ["Cy Hart", "Ed Poe"])),
        *((number, []) for number in range(13, 21)),
    )
