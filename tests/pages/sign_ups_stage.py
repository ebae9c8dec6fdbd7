"""People who sign up to vote, for the tour: some still have to type their code, some stand on the roll, one may not."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from ballot_service.demonstration import season
from ballot_service.links import Links, Purpose
from ballot_service.models import ContactKind, ContactPoint, Election, Person, Registration
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.services import registrations
from ballot_service.services.announcing.forms import Post
from ballot_service.services.interest import Desk
from ballot_service.services.noticing import Evidence
from ballot_service.services.paper_registering import PaperSignUp, register_on_paper
from ballot_service.services.registrations import Applicant
from ballot_service.storage import Storage
from tests.pages.installation import EARLIER
from tests.pages.stages import Stages

POST = Post(origin="http://127.0.0.1:8000", speak=lambda _tag, value: f"{value}", channels=("email",))
NEIGHBOR = Applicant(
    given_name="Odell",
    family_name="Pettway",
    tie=CommunityTie.WORKS_OR_LEADS_HERE,
    tie_words="Pettway Feed and Seed, Main Street",
    kind=ContactKind.EMAIL,
    contact="odell.pettway@example.org",
    language="en",
)
TO_TYPE = ("typing", "wrong", "again.en", "again.es")


def people_who_sign_up(stages: Stages, election: Election) -> None:
    """Notes the address of each sign-up, and the two lines of somebody who is likely on the roll twice."""
    for name in TO_TYPE:
        row = _asked(stages, election, replace(NEIGHBOR, contact=f"{name}@example.org"))
        stages.note("preparing", **{f"sign_up_{name}": _token(stages, row)})
    school = election.council.school
    assert school is not None
    teacher, guardian = (
        season._teachers(stages.session, school)[1],
        season._guardians(stages.session, school)[7],
    )
    _reach(stages, teacher, "teacher@example.org")
    for name, applicant in {
        "on": NEIGHBOR,
        "held": replace(NEIGHBOR, given_name="Velma", says_works_here=True, contact="velma@example.org"),
        "out": _as(teacher, "teacher@example.org"),
        "double": _as(guardian, "another@example.org"),
    }.items():
        row = _proved(stages, election, applicant)
        stages.note("preparing", **{f"sign_up_{name}": _token(stages, row)})
    (pair, *_more) = [
        pair
        for pair in registrations.likely_doubles(stages.session, election)
        if guardian.id in (pair.one.person_id, pair.other.person_id)
    ]
    stages.note("preparing", one_id=pair.one.id, other_id=pair.other.id)


def people_who_register_on_paper(stages: Stages, election: Election) -> None:
    """One who is reached by e-mail, one who gets a letter; notes the line of the one with a scan."""
    form = PaperSignUp(
        given_name="Ida",
        family_name="Mae",
        tie=CommunityTie.LIVES_HERE,
        language="en",
        declaration="The form is signed, and says 18 or older.",
        received_on=EARLIER.date(),
        address="12 Mill Road\nTallow Creek, MS 39000",
        scan=Evidence(name="form.pdf", media_type="application/pdf", content=b"%PDF-1.7 a signed form"),
    )
    folder = stages.installation.app.extensions["settings"].storage_dir
    desk = Desk(storage=Storage(folder), post=POST)
    mailed = replace(
        form, given_name="Otha", scan=None, contacts=((ContactKind.EMAIL, "otha.mae@example.org"),)
    )
    for each in (mailed, form):
        row = register_on_paper(stages.session, election, each, desk=desk, now=EARLIER, by=stages.clerk.id)
    stages.note("preparing", on_paper_id=row.roll_entry_id)


def _as(person: Person, mailbox: str) -> Applicant:
    return replace(NEIGHBOR, given_name=person.given_name, family_name=person.family_name, contact=mailbox)


def _reach(stages: Stages, person: Person, mailbox: str) -> None:
    point = ContactPoint(district_id=person.district_id, kind=ContactKind.EMAIL, value=mailbox)
    person.contacts.append(point)
    stages.session.flush()


def _asked(stages: Stages, election: Election, applicant: Applicant) -> Registration:
    return registrations.ask_to_register(
        stages.session,
        election,
        applicant,
        sent_key=uuid4().hex,
        network="0" * 64,
        post=POST,
        now=EARLIER,
    )


def _proved(stages: Stages, election: Election, applicant: Applicant) -> Registration:
    row, links = _asked(stages, election, applicant), _links(stages)
    code = links.codes(row.key, 1)[0]
    decision = registrations.prove(stages.session, row, code, links=links, post=POST, now=EARLIER)
    assert decision.allowed
    return row


def _links(stages: Stages) -> Links:
    links: Links = stages.installation.app.extensions["links"]
    return links


def _token(stages: Stages, row: Registration) -> str:
    return _links(stages).token(Purpose.SIGN_UP, row.key)
