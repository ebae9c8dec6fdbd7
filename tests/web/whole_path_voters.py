"""The voters of the whole path: on phones, several on one, one in Spanish in a real browser, one who is not meant."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.web.whole_path_clerk import Clerk
from tests.web.whole_path_district import Place
from tests.web.whole_path_opening import Opening
from tests.web.whole_path_pages import Page, Person

MOST_VOTERS = 60
BLANK = "Leave this contest blank"
SHARED_PHONE = 6
"""So many voters use one phone, one after the other."""


def marks_of(number: int, group: str, names: list[str], seats: int) -> list[str]:
    """Whom the voter of that number chooses. The last two of the parents in question get as many as each other."""
    if group.startswith("Parents"):
        sure, rivals = names[: seats - 1], names[seats - 1 : seats + 1]
        return [name for place, name in enumerate(sure) if number % (place + 7)] + [rivals[number % 2]]
    if group.startswith("Community"):
        return [names[0], names[1 if number % 3 else 2]] if number % 5 else []
    return [names[0 if number % 3 else -1]]


@dataclass
class Box:
    """What the test knows of the box: who got which tracker, and how the count has to come out."""

    trackers: dict[str, str] = field(default_factory=dict)
    votes: Counter[str] = field(default_factory=Counter)
    voted: int = 0

    def add(self, address: str, tracker: str, chosen: list[str]) -> None:
        assert len(tracker.replace(" ", "")) >= 10
        assert all(len(group) == 4 for group in tracker.split(" "))
        assert tracker not in self.trackers.values()
        self.trackers[address] = tracker
        self.votes.update(chosen)
        self.voted += 1


class Voters:
    """Everybody who got a link by e-mail, at most sixty of them; one speaks Spanish, one is not the right person."""

    def __init__(self, place: Place) -> None:
        self.place, self.box = place, Box()
        parents = {guardian.email: language for guardian, language in place.parents()}
        mailed = [each for each in place.voters_addresses() if self._has_link(each)]
        self.spanish = next(a for a in mailed if parents.get(a) == "es")
        others = [a for a in mailed if a != self.spanish][: MOST_VOTERS - 1]
        self.not_meant, self.others = others[0], others[1 : len(others) - (len(others) + 1) % 2]
        assert self.others

    def _has_link(self, address: str) -> bool:
        return any("/v/" in text for text in self.place.mails_to(address))

    def new_phone(self) -> Person:
        return Person(self.place.world.app.test_client())

    def vote_on_phones(self) -> None:
        """The first few share a phone; the others have their own."""
        shared = self.new_phone()
        for number, address in enumerate(self.others):
            phone = shared if number < SHARED_PHONE else self.new_phone()
            self.vote(phone, address)

    def vote(self, phone: Person, address: str) -> Page:
        """From the mailed link to the tracker, in English."""
        number, path = self.box.voted, self.place.mailed_path(address, "v")
        for _ in range(2):
            phone.go(f"{path}?lang=en").says("Nothing is sent until you press")  # a link preview opens it too
        phone.press("Start my ballot")
        chosen: list[str] = []
        while "Contest " in phone.page.text:
            chosen += self._fill_one(phone, number)
        phone.page.says("Check your choices", *chosen)
        phone.press("Cast my ballot").says("Your ballot is cast")
        self.box.add(address, phone.page.by_id("tracker"), chosen)
        return phone.page

    def _fill_one(self, phone: Person, number: int) -> list[str]:
        question = next(each.text for each in phone.page.root.all("legend"))
        names = [each.text for each in phone.page.root.all("label") if each.text != BLANK]
        seats = int(question.rpartition("up to ")[2].rstrip(".")) if "up to" in question else 1
        chosen = marks_of(number, question, names, seats)
        is_last = any(each.text == "Check my ballot" for each in phone.page.root.all("button"))
        group = question.partition(".")[0]
        phone.press("Check my ballot" if is_last else "Next contest", {group: chosen or [BLANK]})
        return chosen

    def press_again_and_use_a_second_phone(self) -> None:
        """The same ballot, the same tracker, and a plain answer."""
        address = self.others[0]
        path = self.place.mailed_path(address, "v")
        for client in (self.new_phone().client, self.new_phone().client):
            answer = client.post(f"{path}?lang=en", data={"step": "review", "action": "cast"})
            page = Page(path, answer).says("We already have your ballot")
            assert page.by_id("tracker") == self.box.trackers[address]

    def somebody_else_gets_a_link(self, clerk: Clerk) -> None:
        """ "This is not me" stops the link; the clerk gives a new one, and the voter votes with that."""
        phone, old = self.new_phone(), self.place.mailed_path(self.not_meant, "v")
        phone.go(f"{old}?lang=en")
        phone.press("This is not me").says("The link will stop working")
        phone.press("This is not me, stop the link").says("This link no longer works.")
        phone.go(f"{old}?lang=en", status=410).says("This link was stopped.")
        clerk.clerk.go(clerk.here("/links")).says("These links reached somebody else and were stopped.")
        clerk.clerk.follow("Give a new link").says("stops working at once")
        typed = {
            "What should happen?": "Give a new link. The old one stops working.",
            "Reason": "Wrong address.",
        }
        clerk.clerk.press("Do it", typed).says("There is a new link.")
        assert Opening(self.place).send("ballot_link") == 1
        assert self.place.mailed_path(self.not_meant, "v") != old
        self.vote(phone, self.not_meant)
        phone.go(f"{old}?lang=en", status=410).says("A newer link was sent in its place.")
