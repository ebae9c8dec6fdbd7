"""After the close on the whole path: counted, a tie settled by lot, signed by two, certified, and read by everybody."""

from __future__ import annotations

from ballot_service.models import Role
from tests.web.whole_path_clerk import Clerk
from tests.web.whole_path_district import Place
from tests.web.whole_path_pages import Page, Person
from tests.web.whole_path_voters import Box

NO_STAKE = "No"
LOT = {
    "When the lot was drawn": "2025-12-12T17:30",
    "Where": "Tallow Creek Public Library",
    "How": "Names drawn from a hat by the librarian",
    "First witness: name": "Wanda Waters",
    "Second witness: name": "Walter Webb",
    **{
        question.format(which): NO_STAKE
        for which in ("first", "second")
        for question in (
            "Does the {} witness work for the district?",
            "Is the {} witness a nominee?",
            "Is the {} witness a close relative of a nominee?",
        )
    },
}


class Counting(Clerk):
    """The clerk and the witness, from the close to the certificate."""

    def __init__(self, place: Place, box: Box) -> None:
        super().__init__(place)
        self.box = box
        self.witness: Person = place.signed_in(Role.WITNESS)

    def count_too_early(self) -> None:
        self.clerk.go(self.here("/count")).says("Nobody sees any count before then.")
        self.clerk.go(self.here("/count/start"))
        self.clerk.press("Open and count the ballots", status=409).says(
            "This cannot be done yet", "Friday 5 December 2025"
        )

    def fix_the_list_and_count(self) -> None:
        self.clerk.go(self.here("/count"))
        self.clerk.follow("Fix the list of ballots").says(f"{self.box.voted} ballots are accepted.")
        self.clerk.press("Fix the list").says("The list of ballots is fixed.")
        self.clerk.follow("Open and count").says(f"{self.box.voted} ballots are opened and counted.")
        self.clerk.press("Open and count the ballots").says(
            "The ballots are counted.", "Tied for the last seat"
        )

    def tied(self) -> list[str]:
        rows = [row for table in self.clerk.page.root.all("table") for row in table.all("tr")]
        names = [[cell.text for cell in row.all("th", "td")] for row in rows]
        return [cells[0] for cells in names if cells[-1].startswith("Tied for the last seat")]

    def certify_too_early(self) -> None:
        """The result can be challenged until 12 December; nobody certifies before."""
        self.clerk.go(self.here("/certification")).says("Friday 12 December 2025, 5:00 p.m.")
        self.clerk.go(self.here("/certification/certify"))
        self.clerk.press("Certify the result", status=409).says(
            "This cannot be done yet", "Friday 12 December 2025"
        )

    def enter_the_lot(self) -> str:
        """Answers who was drawn first."""
        self.clerk.go(self.here("/count"))
        first, second = self.tied()
        self.clerk.follow("Enter the lot for: Parents")
        drawn = {"Name drawn, place 1": second, "Name drawn, place 2": first}
        self.clerk.press("Enter this lot", {**LOT, **drawn})
        self.clerk.page.says("a lot is entered and waits for a second person to confirm it.")
        return second

    def witness_confirms_the_lot(self, drawn: str) -> None:
        self.witness.go("/witness/elections").says("A lot was drawn and waits for a second person.")
        self.witness.follow("Look at the lot and confirm it").says(drawn, "Wanda Waters", "Walter Webb")
        self.witness.press("Confirm this lot", self._no_stake()).says("The lot is confirmed.")

    def _no_stake(self) -> dict[str, object]:
        relative = "Is a close relative of yours a candidate in this election?"
        return {"Are you a candidate in this election?": NO_STAKE, relative: NO_STAKE}

    def sign_and_certify(self) -> Page:
        self.place.move_to(12, 15, 10)
        self.clerk.go(self.here("/certification"))
        self.clerk.follow("Sign the result")
        relative = "Are you a close relative of a nominee?"
        self.clerk.press("Sign the result", {"Are you a nominee": NO_STAKE, relative: NO_STAKE})
        self.clerk.page.says("You have signed.", "Signatures: 1 of 2.")
        self.place.move_to(12, 15, 11)
        self.witness.go("/witness/elections")
        self.witness.follow("Look at the result and sign it").says(f"{self.box.voted} ballots counted")
        self.witness.press("Sign this result", self._no_stake()).says("You have signed the result.")
        self.clerk.go(self.here("/certification"))
        self.clerk.follow("Go on to certify").says("Carla Clerk and Will Witness")
        return self.clerk.press("Certify the result").says("The result is certified and published.")


class Everybody:
    """Whoever reads the public pages, without signing in."""

    def __init__(self, place: Place, box: Box) -> None:
        self.place, self.box = place, box
        self.reader = Person(place.world.app.test_client())

    def read_the_result(self, by_lot: str, unlucky: str) -> None:
        page = self.reader.go(f"/elections/{self.place.election_id}")
        page.says("Certified", f"{self.box.voted} of ")
        lines = {
            cells[0]: cells[1:]
            for table in page.root.all("table")
            for cells in ([cell.text for cell in row.all("th", "td")] for row in table.all("tr"))
        }
        for name, votes in self.box.votes.items():
            assert lines[name][0] == str(votes), (name, votes, lines[name])
        assert lines[by_lot][1] == "Elected by lot"
        assert lines[unlucky][1] == "Not elected"
        page.says("Early childhood: 1 seat Nobody stands for this group.", "Seats nobody stood for: 1.")

    def find_every_tracker(self) -> None:
        page = self.reader.go(f"/elections/{self.place.election_id}")
        listed = {each.text.replace("-", "").replace(" ", "") for each in page.root.all("code")}
        assert {tracker.replace(" ", "") for tracker in self.box.trackers.values()} <= listed
        page.says(f"{self.box.voted} trackers")

    def read_the_certificate(self, by_lot: str) -> tuple[str, str]:
        """Answers both fingerprints as they are printed."""
        self.reader.go(f"/elections/{self.place.election_id}")
        page = self.reader.follow("Read the certificate").says(
            f"{by_lot} (decided by lot)", "Carla Clerk", "Will Witness"
        )
        page.says("Notice: 14 days, 2 channels, 2 languages.")
        return page.by_id("election-fingerprint"), page.by_id("record-fingerprint")
