"""What the tour needs beside elections: ballot links in every state, an unclear message, passkeys, an upload."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

from sqlalchemy import select

import outreach
from ballot_service.catalogues import shipped_languages
from ballot_service.links import Purpose
from ballot_service.models import (
    Account,
    BallotLink,
    Candidate,
    ContactKind,
    ContactPoint,
    Council,
    District,
    Election,
    Passkey,
    RecordedDecision,
    School,
    VoterRollEntry,
)
from ballot_service.services import districts, issuing, voting
from ballot_service.services.signing_in import new_sign_in_link
from tests.pages.cards_stage import cards_in_every_state
from tests.pages.installation import NOW, Installation
from tests.pages.paper_stage import people_who_want_paper
from tests.pages.stages import Stages
from tests.pages.table_stage import a_teller_at_the_table
from tests.web.whole_path_pages import Person, upload

LANGUAGES = ("en", "es")
ASKED = "asked"
"""Whose browser asked for a sign-in link."""
LONG_ADDRESS = "maria.guadalupe.hernandez-villanueva.1987@correo.universidadestatal.example"
RECORDED = ("adequate_notice", "may_serve", "may_vote")
"""Rules whose decisions the installation has on record."""
PEOPLE = """Student ID,First Name,Last Name,Phone,Email,Birth Date,Relationship,Favorite color
00012,Marisol,López,601-555-0101,,,Mother,blue
18,Otis,Byrd,,,,Emergency contact,red
,Rosa,Cruz,,,,Mother,
19,,Cruz,12,not an address,31/31/1990,Mother,
"""


def links_in_every_state(stages: Stages) -> None:
    """For each language links that are open, to be cast or stopped, and some that are."""
    session = stages.session
    election = _election(stages, "demonstration")
    links = list(_links(stages, election))
    for language in shipped_languages():
        for purpose in ("open", "review", "to_cast", "to_stop", "to_weigh"):
            _note(stages, purpose, language, links.pop())
    cast, stopped, replaced = links.pop(), links.pop(), links.pop()
    opened = _opened(cast, election)
    voting.cast(session, opened, {str(contest.id): [] for contest in election.contests}, now=NOW)
    voting.log_waiting(session, election)
    issuing.say_not_me(session, _opened(stopped, election), now=NOW)
    issuing.reissue(session, election, replaced.roll_entry, "Lost the phone.", now=NOW, by=stages.clerk.id)
    stages.note("demonstration", entry_id=stopped.roll_entry_id, name=stopped.roll_entry.person.family_name)
    _reached_at(stages, stopped.roll_entry)
    people_who_want_paper(stages, [links.pop() for _ in range(5)])
    cards_in_every_state(stages)
    a_teller_at_the_table(stages)
    before = next(_links(stages, _election(stages, "coming")))
    closed = _election(stages, "closed")
    after = next(
        link for link in _links(stages, closed) if not voting.receipt(session, _opened(link, closed))
    )
    for language in shipped_languages():
        for purpose, link in (
            ("cast", cast),
            ("stopped", stopped),
            ("replaced", replaced),
            ("before", before),
            ("after", after),
        ):
            _note(stages, purpose, language, link)


def _reached_at(stages: Stages, entry: VoterRollEntry) -> None:
    """An address as long as people have them, with nowhere to break."""
    point = ContactPoint(district_id=entry.district_id, kind=ContactKind.EMAIL, value=LONG_ADDRESS)
    entry.person.contacts.append(point)
    stages.session.flush()


def _election(stages: Stages, stage: str) -> Election:
    return stages.session.get_one(Election, UUID(stages.installation.rows[f"{stage}.election_id"]))


def _links(stages: Stages, election: Election) -> Iterator[BallotLink]:
    yield from stages.session.scalars(
        select(BallotLink)
        .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
        .where(VoterRollEntry.election_id == election.id, BallotLink.revoked_at.is_(None))
        .order_by(VoterRollEntry.id)
    )


def _opened(link: BallotLink, election: Election) -> issuing.OpenedLink:
    return issuing.OpenedLink(link=link, entry=link.roll_entry, election=election)


def _note(stages: Stages, purpose: str, language: str, link: BallotLink) -> None:
    token = stages.installation.app.extensions["links"].token(Purpose.BALLOT, link.key)
    stages.installation.rows[f"{purpose}.{language}"] = token


def recorded_rows(stages: Stages) -> None:
    """Decisions of each recorded rule, and the certified election."""
    certified = stages.session.scalars(select(Election).where(Election.certified_at.is_not(None))).one()
    stages.note("certified", election_id=certified.id)
    for rule in RECORDED:
        row = stages.session.scalars(
            select(RecordedDecision)
            .where(RecordedDecision.rule == rule)
            .order_by(RecordedDecision.decided_at)
        ).all()[-1]
        stages.note(rule, election_id=row.election_id, decision_id=row.id)


def names(stages: Stages) -> None:
    """Of schools, councils, districts and nominees, which stand in choices too, and of the columns of the upload."""
    for kind in (School, Council, District, Candidate):
        stages.installation.names.update(stages.session.scalars(select(kind.name)))
    councils = stages.session.scalars(select(Council).where(Council.school_id.is_not(None)))
    stages.installation.names.update(f"{each.school.name}: {each.name}" for each in councils if each.school)
    stages.installation.names.update(PEOPLE.splitlines()[0].split(","))


def passkeys(stages: Stages) -> None:
    """The clerk has one, so that the page lists it."""
    stages.session.add(
        Passkey(
            user_id=stages.clerk.id,
            name="Office computer",
            credential_id=b"tests only",
            public_key=b"tests only",
            sign_count=0,
            transports=[],
            backup_state=False,
            device_type="single_device",
            lastuse_datetime=NOW,
            usage="first",
        )
    )


def somebody_without_office(stages: Stages) -> None:
    """An account that was made and never appointed; its sign-in link leads to a page that says so."""
    account = Account(
        email="nobody@tallowcreek.example",
        name="Nora Nobody",
        fs_uniquifier=uuid4().hex,
        fs_webauthn_user_handle=uuid4().hex,
    )
    stages.session.add(account)
    stages.session.flush()
    for language in LANGUAGES:
        token = new_sign_in_link(stages.session, account, now=NOW, reusable=True)
        stages.installation.rows[f"no_office.{language}"] = token
    token = new_sign_in_link(stages.session, stages.clerk, now=NOW, reusable=True)
    stages.installation.rows["sign_in"] = token


def another_district(stages: Stages) -> None:
    """So that the first page has a list to show."""
    districts.create_district(
        stages.session,
        slug="gin-hill",
        name="Gin Hill School District",
        phone="(601) 555-0199",
        postal_address="2 Mill Road\nGin Hill, MS 39001",
        now=NOW,
    )


def an_unclear_message(place: Installation) -> None:
    """The clerk sends the links of the open vote, and nobody knows of one message whether it left."""
    election, clerk = place.rows["demonstration.election_id"], place.people["clerk"]
    clerk.go(f"/clerk/elections/{election}/sending/ballot_link/send")
    clerk.press("Send now")
    with place.session() as session:
        delivery = session.scalars(
            select(outreach.Delivery)
            .join(outreach.OutreachNotice, outreach.OutreachNotice.id == outreach.Delivery.notice_id)
            .where(
                outreach.OutreachNotice.scope == election,
                outreach.Delivery.status == outreach.DeliveryStatus.QUEUED,
            )
        ).first()
        assert delivery is not None
        delivery.status, delivery.tries = outreach.DeliveryStatus.UNCERTAIN, 1
        session.add(
            outreach.Attempt(
                delivery_id=delivery.id,
                number=1,
                sender="smtp",
                started_at=NOW,
                outcome=outreach.Answer.UNCERTAIN,
                finished_at=NOW,
            )
        )
        place.rows["demonstration.delivery_id"] = str(delivery.id)
        place.rows["inbox.news"] = place.app.extensions["links"].token(Purpose.UNSUBSCRIBE, delivery.id.hex)
        outreach.pause(session, delivery.notice_id, now=NOW)
        outreach.pause_provider(session, "console", by="technician", why="The contract ends.", now=NOW)


def a_browser_that_asked(place: Installation) -> None:
    """It waits for the six digits of the mail."""
    person = Person(place.app.test_client())
    person.go("/sign-in?lang=en")
    person.press("Mail me a link", {"Your e-mail address": "nobody@example.org"})
    place.people[ASKED] = person


def an_upload(place: Installation) -> None:
    """A file of guardians was imported but for the rows that are refused, and still lies on the clerk's desk."""
    clerk = place.people["clerk"]
    clerk.go("/clerk/import")
    clerk.press("Read this file", {"File": upload(PEOPLE.encode(), "guardians.csv")})
    clerk.press("See what would happen")
    clerk.press("Import now")
