"""Elections before their voting, for the installation of the page tests: one being prepared, one about to open."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from ballot_service.demonstration import season
from ballot_service.demonstration.building import SMALL
from ballot_service.models import (
    Candidate,
    Contest,
    Election,
    InterestForm,
    Person,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.candidacy import Acceptance
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.rules.presets import CouncilKind, SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services import (
    announcing,
    freezing,
    interest,
    issuing,
    nominating,
    noticing,
    opening,
    registering,
    setting_up,
)
from ballot_service.services.acting import Refused, acting
from ballot_service.services.entering_people import NewPerson, enter_person
from ballot_service.services.interest import GivenPhoto
from ballot_service.services.nominating import Nomination
from ballot_service.services.noticing import Evidence
from ballot_service.services.photo_files import small_picture
from ballot_service.storage import Storage
from ballot_service.web.speaking import speak
from tests.pages.consents_stage import students_who_stand
from tests.pages.inbox_stage import people_who_ask
from tests.pages.installation import NOW
from tests.pages.nominations_stage import nominated_people
from tests.pages.placements_stage import places_for_flyers
from tests.pages.sessions_stage import sessions_of_the_round
from tests.pages.sign_ups_stage import people_who_register_on_paper, people_who_sign_up
from tests.pages.stages import Stages
from tests.photos import jpeg

PHOTO = b"\x89PNG\r\n\x1a\n a photo of the front door"
EARLIER = NOW - timedelta(days=3)
PARENTS, COMMUNITY = SeatGroupKind.PARENTS, SeatGroupKind.COMMUNITY
IN_TWO = {"en": "I listen, and I come to every meeting.", "es": "Escucho y asisto a todas las reuniones."}


def preparing(stages: Stages) -> None:
    """Nominations are open; nominees in every status; somebody on the roll waits for a decision."""
    session, by = stages.session, stages.clerk.id
    school = stages.place.schools[4]
    election = season._set_up(session, stages.place, school, stages.calendar(20), SMALL)
    setting_up.change_setting(session, election, "cure_business_days", 4, now=EARLIER, by=by)
    registering.build_roll(session, election, now=EARLIER, by=by)
    teacher = season._teachers(session, school)[0]
    registering.add_voter(
        session,
        election,
        given_name=teacher.given_name,
        family_name=teacher.family_name,
        tie=CommunityTie.LIVES_HERE,
        language="es",
        now=EARLIER,
        by=by,
    )
    contests = {contest.seat_group.kind: contest for contest in election.contests}
    _nominees(stages, contests, teacher)
    students_who_stand(stages, contests[SeatGroupKind.BUSINESS])
    people_who_sign_up(stages, election)
    people_who_register_on_paper(stages, election)
    people_who_ask(stages, election)
    nominated_people(stages, contests[COMMUNITY])
    _refused_opening(stages, election)
    _notices(stages, election)
    _call_on_paper(stages, election)
    sessions_of_the_round(stages, election)
    places_for_flyers(stages, election)
    entries = {status: _entry(stages, election, status) for status in RollStatus}
    stages.note(
        "preparing",
        election_id=election.id,
        council_id=election.council_id,
        contest_id=contests[PARENTS].id,
        business_id=contests[SeatGroupKind.BUSINESS].id,
        entry_id=entries[RollStatus.ELIGIBLE],
        held_id=entries[RollStatus.HELD],
        excluded_id=entries[RollStatus.EXCLUDED],
        person=season._guardians(session, school)[-1].id,
        name=teacher.family_name,
    )


def _nominees(stages: Stages, contests: dict[SeatGroupKind, Contest], teacher: Person) -> None:
    session, by, contest = stages.session, stages.clerk.id, contests[PARENTS]
    people = season._guardians(session, stages.place.schools[4])[:4]
    accepted, gone, waiting, _more = (
        _file(stages, contest, person, acceptance=answer)
        for person, answer in zip(
            people,
            (Acceptance.ACCEPTED, Acceptance.ACCEPTED, Acceptance.PENDING, Acceptance.ACCEPTED),
            strict=True,
        )
    )
    nominating.withdraw(session, gone, "Moves away.", now=NOW, by=by)
    for row in accepted.translations:
        row.entered_by = None  # so that whoever looks may approve it
    refused = _file(stages, contests[COMMUNITY], teacher)
    with_photo(stages, accepted)
    stages.note(
        "preparing",
        candidate_id=accepted.id,
        waiting_id=waiting.id,
        withdrawn_id=gone.id,
        refused_id=refused.id,
    )


def _file(
    stages: Stages, contest: Contest, person: Person, acceptance: Acceptance = Acceptance.ACCEPTED
) -> Candidate:
    nomination = Nomination(name=person.name, statements=IN_TWO, acceptance=acceptance)
    return nominating.file_nomination(
        stages.session, contest, person, nomination, now=EARLIER, by=stages.clerk.id
    )


def with_photo(stages: Stages, whose: Candidate | InterestForm) -> None:
    given = GivenPhoto(picture=small_picture(jpeg()), alternative_text="A smile in front of a tree.")
    storage = Storage(stages.installation.app.extensions["settings"].storage_dir)
    interest.put_photo(stages.session, whose, given, storage=storage, now=EARLIER, by=stages.clerk.id)


def _refused_opening(stages: Stages, election: Election) -> None:
    stages.session.commit()
    with pytest.raises(Refused), acting(stages.session, EARLIER, stages.clerk.id):
        opening.confirm_opening(stages.session, election, now=EARLIER, by=stages.clerk.id)


def _call_on_paper(stages: Stages, election: Election) -> None:
    """Letters with the call for interest forms were printed, and can be printed again."""
    paper = announcing.on_paper(
        stages.session,
        election,
        announcing.Announcing.CALL_FOR_FORMS,
        origin=stages.installation.app.extensions["settings"].public_origin,
        speak=speak,
        channels=("email",),
        now=NOW,
    )
    announcing.print_notice_letters(stages.session, election, paper, speak, now=NOW, by=stages.clerk.id)


def _notices(stages: Stages, election: Election) -> None:
    """One notice with proof, one without, one taken back, and one on the council's web page."""
    lines = []
    for kind, language in ((NoticeKind.POSTING, "en"), (NoticeKind.POSTING, "es"), (NoticeKind.WEB, "es")):
        lines.append(
            noticing.record_notice(
                stages.session,
                election,
                kind=kind,
                language=language,
                place="Cedar Elementary, front door",
                published_at=EARLIER,
                now=EARLIER,
                by=stages.clerk.id,
                evidence=Evidence(name="door.png", media_type="image/png", content=PHOTO),
                storage=Storage(stages.installation.app.extensions["settings"].storage_dir),
            )
        )
    noticing.void_notice(stages.session, election, lines[-1], "Entered twice.", now=NOW, by=stages.clerk.id)
    origin = stages.installation.app.extensions["settings"].public_origin
    announcing.publish_notice(
        stages.session,
        election,
        announcing.Announcing.ELECTION_NOTICE,
        origin=origin,
        speak=speak,
        now=EARLIER,
        by=stages.clerk.id,
    )
    stages.note("preparing", record_id=lines[0].id)


def _entry(stages: Stages, election: Election, status: RollStatus) -> UUID:
    entries: list[VoterRollEntry] = registering.roll(stages.session, election, status)
    assert entries, status
    return entries[0].id


def coming(stages: Stages) -> None:
    """The district's own council, with seats kept for schools; frozen and noticed, its links out, not open yet."""
    session, by, calendar = stages.session, stages.clerk.id, stages.calendar(5)
    kept = [
        SeatPlan(group=PARENTS, seats=1, reserved_school=school.name) for school in stages.place.schools[:4]
    ]
    council = setting_up.create_council(
        session,
        stages.place.district,
        kind=CouncilKind.DISTRICT,
        name="District Community Engagement Council",
        plans=(*kept, SeatPlan(group=COMMUNITY, seats=2), SeatPlan(group=SeatGroupKind.STUDENTS, seats=2)),
        now=calendar.set_up_at,
        by=by,
    )
    election = setting_up.create_election(
        session,
        council,
        title="District council election 2025",
        nominations_open_at=calendar.at(-35, "08:00"),
        nominations_close_at=calendar.at(-20, "17:00"),
        opens_at=calendar.opens_at,
        closes_at=calendar.closes_at,
        roll_closes_on=calendar.opens_on - timedelta(days=20),
        settings=ElectionSettings(),
        now=calendar.set_up_at,
        by=by,
    )
    filed_at = calendar.at(-30, "14:00")
    registering.build_roll(session, election, now=filed_at, by=by)
    for contest in election.contests:
        if contest.seat_group.kind is COMMUNITY:
            newcomer = NewPerson(given_name="Odessa", family_name="Grantham", language="en")
            person = enter_person(session, election, newcomer, now=filed_at, by=by)
            with_photo(stages, _file(stages, contest, person))
    season._publish(session, election, stages.place.schools[0], calendar.at(-15, "09:30"), by)
    freezing.freeze_ballot(
        session, election, stages.installation.secret, now=calendar.at(-16, "10:00"), by=by
    )
    issuing.issue_links(session, election, now=NOW, by=by)
    stages.note("coming", election_id=election.id, council_id=council.id)
