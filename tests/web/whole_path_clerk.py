"""What the clerk does on the whole path up to a frozen ballot, page by page."""

from __future__ import annotations

import re

from ballot_service.importing.generator.people import StaffMember
from ballot_service.models import Role
from tests.web.whole_path_district import Place, name_of
from tests.web.whole_path_pages import Element, Page, Person, upload

OUTSIDERS = {
    "Business leaders": (("Harriet", "Boone"), ("Vernon", "Tate")),
    "Community members": (("Odessa", "Grantham"), ("Percy", "Holloway"), ("Nguyễn", "Minh")),
}
"""People from outside the school files, by the seats they stand for."""
PARENTS_FILED = 6
NEIGHBOR = "Odessa Grantham"
"""Who comes to the information session."""
NAMESAKES = ("Custodian", "Cafeteria Worker")


class Clerk:
    """The clerk's browser, and the addresses of the election's pages."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.clerk: Person = place.signed_in(Role.CLERK)

    def here(self, rest: str = "") -> str:
        return f"/clerk/elections/{self.place.election_id}{rest}"


class Preparation(Clerk):
    """From the district's own files to a frozen ballot."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.parents = [name_of(guardian) for guardian, _ in place.parents()][:PARENTS_FILED]
        self.teacher = place.teacher()

    def import_the_districts_files(self) -> None:
        content = self.place.generated.files["oneroster-1.1.zip"]
        for is_first in (True, False):
            self.clerk.go("/clerk/import")
            self.clerk.press("Read this file", {"File": upload(content, "oneroster-1.1.zip")})
            self.clerk.press("See what would happen").says("Nothing has been changed yet.")
            changes_nothing = "This file would change nothing" in self.clerk.page.text
            assert changes_nothing is not is_first
            assert self.new_rows() == 0 or is_first
            self.clerk.press("Import now").says("The file is imported")
            assert self.new_rows() == 0 or is_first

    def new_rows(self) -> int:
        return sum(int(number) for _, number, *_ in self.clerk.page.rows("Rows of the district"))

    def enter_grades(self) -> None:
        self.clerk.go("/clerk/schools")
        given = {school.name: school.accountability_grade for school in self.place.generated.schools}
        self.clerk.press("Save the grades", {self.place.generated.name: "C", **given})
        self.clerk.page.says(f"{self.place.school}", "must have a council")

    def set_up_the_council(self) -> None:
        self.clerk.go("/clerk/councils")
        self.clerk.follow("Set up a council")
        self.clerk.press(
            "Set up this council",
            {
                "Kind of council": "Council of an elementary school",
                "School": self.place.school,
                "Name of the council": "Cypress Community Engagement Council",
            },
        ).says("What the guidance says to these seats")

    def hold_an_information_session(self) -> None:
        """Entered the day before; in the evening a neighbor signs in with her own phone."""
        self.clerk.go(self.here("/sessions")).says("There is no information session in this round.")
        self.clerk.follow("Enter a session")
        self.clerk.press(
            "Enter this session",
            {
                "When it begins": "2025-10-21T18:00",
                "When it ends": "2025-10-21T19:30",
                "Place": "Cypress Elementary, cafeteria",
                "Languages in which people can follow it": ["English", "Spanish"],
            },
        ).says("The session is entered.")
        (address,) = re.findall(r"/attend/\S+", self.clerk.follow("Show the square code").text)
        self.place.move_to(10, 21, 18)
        neighbor = Person(self.place.world.app.test_client())
        neighbor.go(address)
        neighbor.press("Put me on the list", {"Your name": NEIGHBOR}).says("You are on the list")
        self.clerk.go(self.here("/sessions")).says("There is only one information session.", "Going on now")

    def set_up_the_election(self) -> None:
        self.clerk.go("/clerk/elections/new")
        self.clerk.press(
            "Set up this election",
            {
                "Title": "Council election 2025",
                "Interest forms open": "2025-10-14T08:00",
                "Interest forms close": "2025-11-03T17:00",
                "Day that counts for the staff list": "2025-11-03",
                "Voting opens": "2025-11-18T07:00",
                "Voting closes": "2025-12-05T19:00",
            },
        ).says("Council election 2025", "Being prepared")
        self.place.election_id = self.clerk.page.path.rpartition("/")[2]

    def file_nominees(self) -> None:
        for name in self.parents:
            self._find_and_file("Parents", name).says(f"{name} is on the ballot.")
        self._find_and_file("Educators", self.teacher).says(
            f"{self.teacher} is on the ballot.", "District personnel"
        )
        self._find_and_file("Community members", self.teacher).says(
            f"{self.teacher} cannot stand for these seats.",
            "A community seat is for people who do not work for the school system.",
        )
        for group, people in OUTSIDERS.items():
            for given, family in people:
                self._enter_and_file(group, given, family).says(f"{given} {family} is on the ballot.")

    def _nominee_of(self, group: str) -> None:
        self.clerk.go(self.here("/nominees"))
        headings = [each.text for each in self.clerk.page.root.all("h2")]
        number = next(place for place, heading in enumerate(headings) if heading.startswith(group))
        self.clerk.go(self.clerk.page.links("Enter a nominee")[number])

    def _find_and_file(self, group: str, name: str) -> Page:
        self._nominee_of(group)
        self.clerk.press("Search", {"Name": name})
        self.clerk.go(self.clerk.page.link(f"Choose {name}"))
        return self._file()

    def _enter_and_file(self, group: str, given: str, family: str) -> Page:
        self._nominee_of(group)
        self.clerk.follow("Enter somebody who is not in the files")
        self.clerk.press("Go on to the form", {"First name": given, "Last name": family})
        return self._file()

    def _file(self) -> Page:
        return self.clerk.press(
            "File this nomination",
            {"Statement in English": "I will listen.", "Statement in Spanish": "Voy a escuchar."},
        )

    def withdraw_one(self) -> None:
        gone = self.parents.pop()
        self.clerk.go(self.here("/nominees"))
        self.clerk.follow(gone)
        self.clerk.follow("Withdraw this nominee")
        self.clerk.press("Withdraw this nominee", {"Reason": "Moves away."}).says(
            f"{gone} has been withdrawn."
        )

    def build_the_roll(self) -> None:
        self.clerk.go(self.here("/roll"))
        self.clerk.press("Build the list of voters").says("added to the list")
        self.clerk.press("Build the list of voters").says("0 people were added")

    def add_people_by_hand(self) -> None:
        """A teacher who lives here, with her work's address, has no ballot (S2) and is told; two namesakes wait."""
        before = self.place.mails_to_voters
        teacher = next(m for m in self.place.generated.staff if name_of(m) == self.teacher)
        self._add(teacher, teacher.email).says("May not vote", "may still be nominated")
        for member in [m for m in self.place.generated.staff if m.title in NAMESAKES][:2]:
            self._add(member, "").says("Waits for a decision", "A person will look at it.")
        self.place.let_the_worker_run()
        assert self.place.mails_to_voters == before + 1, "the refusal by e-mail; the others by letter"
        letters = self.clerk.go(self.here("/roll/paper")).says("Sent", "To be printed as a letter")
        assert "did not arrive" not in letters.text

    def _add(self, like: StaffMember, email: str) -> Page:
        self.clerk.go(self.here("/roll"))
        self.clerk.follow("Enter a registration on paper")
        names = {"First name": like.given_name, "Last name": like.family_name}
        said = {"How does this person belong here?": "Lives here", "Does this person work for": "No"}
        typed = {**names, **said, "E-mail": email, "The form is signed": True}
        return self.clerk.press("Enter this registration", typed).says(
            "is on the list. Look at the reasons below."
        )

    def decide_who_was_held(self) -> int:
        """Everybody who may be staff is asked; one of them is. Answers how many waited."""
        self.clerk.go(self.here("/roll/held"))
        waiting = [each.attributes["href"] for each in self._held()]
        for number, path in enumerate(waiting):
            answer = "Yes, this person may vote" if number else "No, this person may not vote"
            self.clerk.go(path)
            self.clerk.press("Decide", {"May this person vote?": answer, "Reason": "Asked by phone."})
        self.clerk.go(self.here("/roll/held")).says("Nobody waits for a decision.")
        return len(waiting)

    def _held(self) -> list[Element]:
        lists = [each for each in self.clerk.page.root.all("ul") if each.attributes.get("class") == "to-do"]
        return [link for each in lists for link in each.all("a")]

    def freeze_the_ballot(self) -> str:
        """Answers the fingerprint to print."""
        self.clerk.go(self.here("/ballot"))
        self.clerk.follow("Draw the order and freeze").says(
            "The settings of this election can no longer change."
        )
        self.clerk.press("Draw the order and freeze the ballot").says("The ballot is frozen.")
        return self.clerk.page.by_id("fingerprint")
