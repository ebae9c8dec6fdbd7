"""A ballot corrected through the pages: paused, put right, confirmed by a parent, voted on again by the same link."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from ballot_service.links import Links, Purpose
from ballot_service.models import (
    Account,
    BallotLink,
    Candidate,
    CastVoteRecord,
    ContactKind,
    ContactPoint,
    Envelope,
    LaterBallot,
    PaperBatch,
    Person,
    Role,
    VoterRollEntry,
)
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.services import counting, freezing, issuing, opening, paper
from ballot_service.services.appointing import appoint
from ballot_service.services.paper import Issuing, PaperKind
from ballot_service.services.paper_count import open_paper
from ballot_service.services.receiving import Arrival, receive_envelope
from ballot_service.services.signing_in import new_sign_in_link
from outreach import Delivery
from tests.tallow_creek import CLOSES, FREEZE, OPENS, SET_UP, TallowCreek, at
from tests.web.clerk_office import PAPER, Office, sign_in
from tests.web.forms_office import office as office
from tests.web.reading_room import NO_STAKE

CORRECTION = "/ballot/correction"
WHY = "Gil Rey handed in a form in time and is missing."
DONE = "Gil Rey was added."


class Vote:
    """An open vote with two voters, the clerk's browser and that of a parent who is a witness."""

    def __init__(self, office: Office) -> None:
        self.office = office
        office.move_to(at(10, 20))
        for given, family in (("Otis", "Byrd"), ("Ida", "May")):
            typed = {"given_name": given, "family_name": family, "tie": "lives_here", "language": "en"}
            office.post("/roll/add", **PAPER, **typed, address="")
        with office.session() as session:
            election = office.election(session)
            creek = TallowCreek.found(session, election)
            creek.stand(election.contests[0], "Ana Ruiz", "Bo Lee")
            creek.stand(election.contests[1], "Hal Orr", "Ida Poe")
            creek.notify(election)
            freezing.freeze_ballot(session, election, office.secret, now=FREEZE)
            opening.confirm_opening(session, election, now=OPENS)
            issuing.issue_links(session, election, now=OPENS)
            parent = appoint(
                session,
                election.district,
                email="pat@example.org",
                name="Pat Parent",
                role=Role.WITNESS,
                is_employee=False,
                from_on=date(2025, 1, 1),
                now=SET_UP,
            )
            link = new_sign_in_link(session, session.get_one(Account, parent.account_id), now=at(11, 20))
        office.move_to(at(11, 20))
        self.parent = office.app.test_client()
        sign_in(self.parent, link)
        self.voter = office.app.test_client()

    def link(self, given: str) -> str:
        links: Links = self.office.app.extensions["links"]
        with self.office.session() as session:
            key = session.scalars(
                select(BallotLink.key)
                .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
                .join(Person, Person.id == VoterRollEntry.person_id)
                .where(Person.given_name == given)
            ).one()
        return f"/v/{links.token(Purpose.BALLOT, key)}"

    def page(self, client: FlaskClient, path: str, status: int = 200) -> str:
        answer = client.get(path)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def press(self, path: str, status: int = 200, **typed: object) -> str:
        """A button on a ballot page, with what the page carries."""
        answer = self.voter.post(path, data=typed)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def mark(self, *names: str) -> dict[str, list[str]]:
        """The fields of the ballot form for these names."""
        with self.office.session() as session:
            rows = session.scalars(select(Candidate).where(Candidate.name.in_(names)))
            found: dict[str, list[str]] = {}
            for row in rows:
                found.setdefault(f"choice-{row.contest_id}", []).append(str(row.id))
            return found

    def confirm(self, **typed: str) -> str:
        page = self.page(self.parent, "/witness/elections")
        (path,) = re.findall(r"/witness/corrections/[0-9a-f-]{36}", page)
        hidden = Office._hidden(self.parent.get(path).text)
        answer = self.parent.post(path, data={**hidden, **typed}, follow_redirects=True)
        return unescape(answer.text)

    def add_gil(self) -> None:
        with self.office.session() as session:
            election = self.office.election(session)
            TallowCreek.found(session, election).stand(election.contests[0], "Gil Rey")

    def corrected(self) -> None:
        self.office.post(CORRECTION, reason=WHY)
        self.add_gil()
        self.office.post(CORRECTION, explanation=DONE, closes_at="")
        assert "It is confirmed. Voting goes on." in self.confirm(**NO_STAKE)


@pytest.fixture
def vote(office: Office) -> Vote:
    return Vote(office)


def test_the_whole_walk_from_the_pause_to_the_count(vote: Vote) -> None:
    office, otis, ida = vote.office, vote.link("Otis"), vote.link("Ida")
    cast = {"step": "review", "action": "cast", "version": "1"}
    assert "Your ballot is cast" in vote.press(otis, **cast, **vote.mark("Ana Ruiz", "Hal Orr"))
    assert "Pause voting" in office.get(CORRECTION)
    assert "Voting is paused" in office.post(CORRECTION, reason=WHY)
    paused = vote.page(vote.voter, ida)
    assert "Voting is paused" in paused
    assert WHY in paused
    held = vote.press(ida, **cast, **vote.mark("Bo Lee"))
    assert "Voting is paused" in held
    assert vote.mark("Bo Lee").popitem()[1][0] in held, "nothing chosen is lost"
    public = f"/elections/{office.election_id}"
    assert WHY in vote.page(vote.voter, public)
    assert "Voting is paused. Put the names on the ballot right." in office.get("")
    vote.add_gil()
    assert "Added: Gil Rey" in office.get(CORRECTION)
    assert "Gil Rey" not in vote.page(vote.voter, public).replace(WHY, ""), "nobody has confirmed it"
    assert "It is sent." in office.post(CORRECTION, explanation=DONE, closes_at="")
    assert "Somebody with a stake" not in vote.confirm(is_nominee="yes", is_close_relative="no")
    with office.session() as session:
        assert office.election(session).paused_at is not None, "a candidate cannot confirm"
    assert "It is confirmed. Voting goes on." in vote.confirm(**NO_STAKE)
    start = vote.page(vote.voter, otis)
    assert "Choose again" in start
    assert "There is 1 contest." in start
    assert DONE in start
    first = vote.press(otis, step="start", action="start", version="2")
    assert "Gil Rey" in first
    assert "Hal Orr" not in first, "what stands is not shown"
    again = {"step": "review", "action": "cast", "version": "2"}
    done = vote.press(otis, **again, **vote.mark("Gil Rey", "Ida Poe"))
    assert "Your ballot is cast" in done
    assert "We already have your ballot" in vote.page(vote.voter, otis)
    assert "We already have your ballot" in vote.press(otis, **again, **vote.mark("Bo Lee"))
    assert "There are 2 contests" in vote.page(vote.voter, ida)
    vote.press(ida, **again, **vote.mark("Gil Rey", "Ida Poe"))
    with office.session() as session:
        election = office.election(session)
        assert session.scalar(select(func.count()).select_from(Envelope)) == 3
        assert session.scalar(select(func.count()).select_from(LaterBallot)) == 1
        counting.freeze_dispositions(session, election, office.secret, now=CLOSES)
        counting.count(session, election, office.secret, now=CLOSES)
        names = {str(row.id): row.name for row in session.scalars(select(Candidate))}
        records = session.scalars(select(CastVoteRecord)).all()
        marks = sorted(names[mark] for row in records for mark in row.selections["marks"])
        assert marks == ["Gil Rey", "Gil Rey", "Hal Orr", "Ida Poe"]
        prints = [row.fingerprint for row in election.manifests]
    office.move_to(CLOSES)
    shown = vote.page(vote.voter, public)
    assert DONE in shown
    assert all(each in shown.replace(" ", "") or each[:4] in shown for each in prints)


def test_a_ballot_opened_before_the_correction_is_shown_again_with_what_still_stands(vote: Vote) -> None:
    ida = vote.link("Ida")
    vote.corrected()
    old = {"step": "review", "action": "cast", "version": "1"}
    page = vote.press(ida, 422, **old, **vote.mark("Ana Ruiz", "Hal Orr"))
    assert "The ballot was corrected while you had it open." in page
    assert 'value="2"' in page
    for kept in vote.mark("Ana Ruiz", "Hal Orr").values():
        assert kept[0] in page
    assert re.search(rf'value="{vote.mark("Ana Ruiz").popitem()[1][0]}"[^>]*checked', page)
    with vote.office.session() as session:
        assert session.scalar(select(func.count()).select_from(Envelope)) == 0


def test_what_is_missing_is_said_and_nothing_typed_is_lost(vote: Vote) -> None:
    office = vote.office
    assert "Fill in this field." in office.post(CORRECTION, status=422, reason=" ")
    office.post(CORRECTION, reason=WHY)
    early = office.post(CORRECTION, status=409, explanation=DONE, closes_at="2025-12-01T19:00")
    assert "The close can only move to a later time" in early
    assert DONE in early
    assert "2025-12-01T19:00" in early


def test_a_later_close_is_told_to_everybody_at_once(vote: Vote) -> None:
    office = vote.office
    office.post(CORRECTION, reason=WHY)
    vote.add_gil()
    office.post(CORRECTION, explanation=DONE, closes_at="2025-12-09T19:00")
    vote.confirm(**NO_STAKE)
    assert "9 December" in vote.page(vote.voter, vote.link("Ida"))


def test_a_second_voter_of_the_same_household_sees_nothing_of_the_first(vote: Vote) -> None:
    otis, ida = vote.link("Otis"), vote.link("Ida")
    cast = {"step": "review", "action": "cast", "version": "1"}
    vote.press(otis, **cast, **vote.mark("Ana Ruiz"))
    vote.corrected()
    start = vote.page(vote.voter, ida)
    assert "Choose again" not in start
    assert "This ballot was corrected on" in start


def test_the_clerk_sees_that_nothing_changed_before_it_is_sent(vote: Vote) -> None:
    office = vote.office
    office.post(CORRECTION, reason=WHY)
    assert "No name differs" in office.get(CORRECTION)
    office.post(CORRECTION, explanation="The form was late after all.", closes_at="")
    vote.confirm(**NO_STAKE)
    assert "The ballot was right and stayed as it was:" in office.get(CORRECTION)
    with office.session() as session:
        assert len(office.election(session).manifests) == 1


def test_a_batch_says_of_which_version_its_sheets_are(vote: Vote) -> None:
    office, cast_on = vote.office, at(11, 19)
    with office.session() as session:
        election = office.election(session)
        act = {"now": cast_on, "by": session.scalars(select(Account.id)).first()}
        paper.print_run(session, election, PaperKind(language="en"), 3, **act)
        entry = session.scalars(select(VoterRollEntry).join(Person).where(Person.given_name == "Ida")).one()
        issuing_of = Issuing(kind=PaperKind(language="en"))
        envelope = paper.issue_paper(session, election, entry, issuing_of, **act)
        arrival = Arrival(way=EnvelopeWay.DROP, received_at=cast_on, is_signed=True)
        receive_envelope(session, election, envelope, arrival, **act)
    vote.corrected()
    assert "the envelope stays closed for good" in vote.page(vote.voter, vote.link("Ida"))
    with office.session() as session:
        election = office.election(session)
        act["now"] = at(11, 21)
        paper.print_run(session, election, PaperKind(language="en"), 3, **act)
        act["now"] = at(12, 5, 20)
        open_paper(session, election, place="Library", present="Pat", **act)
    office.move_to(at(12, 5, 20))
    assert "Which version of the ballot is it?" in office.post("/paper/count", status=422, sheets="1")
    assert "batch 1" in office.post("/paper/count", sheets="1", version="1")
    with office.session() as session:
        assert session.scalars(select(PaperBatch.manifest_version)).all() == [1]


def test_links_that_wait_say_so_and_go_out_anew_with_the_corrected_ballot(vote: Vote) -> None:
    office = vote.office
    with office.session() as session:
        for entry in session.scalars(select(VoterRollEntry)):
            given = entry.person.given_name.lower()
            session.add(
                ContactPoint(
                    district_id=entry.district_id,
                    person_id=entry.person_id,
                    kind=ContactKind.EMAIL,
                    value=f"{given}@example.org",
                )
            )
    office.post("/sending/ballot_link/send")
    office.post(CORRECTION, reason=WHY)
    assert "They wait, because voting is paused" in office.get("/sending/stuck")
    assert "Voting is paused, because the ballot is being corrected." in office.get("/sending/ballot_link")
    vote.add_gil()
    office.post(CORRECTION, explanation=DONE, closes_at="")
    assert "It is confirmed. Voting goes on." in vote.confirm(**NO_STAKE)
    with office.session() as session:
        rows = session.scalars(select(Delivery).where(Delivery.purpose == "ballot_link")).all()
        assert {row.ended_why for row in rows if row.status.value == "cancelled"} == {"ballot_corrected"}
    assert "Ballot links called off because the ballot or its times changed" in office.get("")
    office.post("/sending/ballot_link/send")
    assert "Ballot links called off" not in office.get("")
