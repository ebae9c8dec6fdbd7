"""Notice, links and the gate on the whole path: one day short, told again, then open."""

from __future__ import annotations

from sqlalchemy import select

from ballot_service.models import TrailEntry
from tests.web.whole_path_clerk import Clerk
from tests.web.whole_path_pages import Page, Person, upload

PHOTO = b"\x89PNG\r\n\x1a\n a photo of the front door"


class Opening(Clerk):
    """From the first notice to an opening that is confirmed."""

    def send(self, kind: str) -> int:
        """Sends a notice or the links by e-mail, and lets the worker deliver. Answers how many went out."""
        before = self.place.mails_to_voters
        self.clerk.go(self.here(f"/sending/{kind}"))
        quoted = int(self.clerk.page.rows("Messages that would go out now")[-1][2])
        self.clerk.follow("Go on to send").says(str(quoted))
        self.clerk.press("Send now").says("on their way" if quoted > 1 else "on its way")
        self.place.let_the_worker_run()
        self.place.let_the_worker_run()
        sent = self.place.mails_to_voters - before
        assert sent == quoted
        page = self.clerk.go(self.here("/sending")).says("Accepted by the provider")
        assert "Waiting to be sent" not in page.text
        assert "Unclear" not in page.text
        return sent

    def post_on_the_door(self, on: str) -> None:
        """A flyer in both languages, with a photo of the English one; `on` is the opening day it names."""
        for language in ("English", "Spanish"):
            self.clerk.go(self.here("/notices"))
            self.clerk.follow("Enter a notice")
            typed: dict[str, object] = {
                "How it was published": "posting",
                "Language of the notice": language,
                "Where": "Cypress Elementary, front door",
                "Opening day that the notice names": on,
            }
            photo = {"Photo, screenshot or copy": upload(PHOTO, "door.png")} if language == "English" else {}
            self.clerk.press("Put it in the ledger", {**typed, **photo}).says("The notice is in the ledger.")

    def issue_links(self) -> int:
        self.clerk.go(self.here("/links"))
        waiting = int(self.clerk.page.rows("Links")[2][1])
        self.clerk.follow("Issue links").says(f"{waiting} people who may vote get a link.")
        self.clerk.press("Issue the links").says(f"{waiting} links have been issued.")
        return waiting

    def open_a_day_early(self) -> Page:
        """Refused, naming the day; nothing is changed, and the refusal is on the record (S1)."""
        self.clerk.go(self.here("/times"))
        page = self.clerk.press("Confirm the opening", status=409)
        assert "confirm_opening_refused" in self.acts()
        return page

    def acts(self) -> list[str]:
        with self.place.world.session() as session:
            return list(session.scalars(select(TrailEntry.act).order_by(TrailEntry.number)))

    def link_does_not_work(self, path: str) -> None:
        voter = Person(self.place.world.app.test_client())
        voter.go(f"{path}?lang=en").says("Voting has not opened yet")
        answer = voter.client.post(f"{path}?lang=en", data={"step": "review", "action": "cast"})
        assert "Voting has not opened yet" in answer.text

    def move_the_opening(self, opens: str) -> None:
        self.clerk.go(self.here("/times"))
        self.clerk.follow("Change the times")
        self.clerk.press("See what this means", {"Voting opens": opens}).says("This will happen:")
        self.clerk.press("Change the times").says("The times have changed. Tell people")

    def confirm(self) -> Page:
        self.clerk.go(self.here("/times"))
        return self.clerk.press("Confirm the opening")
