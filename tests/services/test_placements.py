"""R020, R023 and 1.15 through the acts: places are planned, put up, proven and taken down, and each address counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot_service.models import Election, NoticeRecord, Placement, PlacementVisits, TrailEntry
from ballot_service.rules.notice_ledger import NoticeKind, by_language
from ballot_service.rules.placements import PlacementState
from ballot_service.rules.places import Material, PlaceKind
from ballot_service.services import noticing, placing, trail, worklist
from ballot_service.services.acting import Refused
from ballot_service.services.noticing import Evidence
from ballot_service.services.placing import Place, Proof
from ballot_service.services.tasks import Part
from ballot_service.storage import Storage
from tests.tallow_creek import TallowCreek, at

CLERK = uuid4()
NOW, MORNING, EVENING = at(11, 3, 8), at(11, 3, 9), at(11, 3, 18)
BARBER = Place(
    material=Material.FLYER,
    kind=PlaceKind.BARBERSHOP,
    name="Ray's Barbershop",
    address="12 Oak Street",
    languages=("en", "es"),
    planned_on=date(2025, 11, 3),
)
LIBRARY = replace(BARBER, kind=PlaceKind.LIBRARY, name="Town library")
PHOTO = Proof(file=Evidence(name="door.png", media_type="image/png", content=b"\x89PNG\r\n\x1a\n a flyer"))


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    return creek.election()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path)


def planned(session: Session, election: Election, place: Place = BARBER) -> Placement:
    return placing.plan_placement(session, election, place, now=NOW, by=CLERK)


def refused(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.decision.codes


def lines(session: Session, election: Election) -> list[tuple[str, str, str, bool]]:
    rows = noticing.ledger(session, election)
    return [(row.kind.value, row.language, row.place, row.is_late_entry) for row in rows]


def tasks(session: Session, election: Election, now: datetime) -> list[str]:
    found = worklist.to_do(session, election, now)
    return [str(each.sentence) for each in found if each.part is Part.PLACEMENTS]


def test_a_flyer_with_a_photo_is_a_line_of_the_ledger_in_each_of_its_languages(
    session: Session, election: Election, storage: Storage
) -> None:
    row = planned(session, election)
    assert row.state is PlacementState.PLANNED
    assert len(row.code) == placing.CODE_LENGTH
    assert set(row.code) <= set(placing.SIGNS)
    placing.put_up(
        session, row, at=MORNING, storage=storage, now=EVENING, by=CLERK, put_up_by="Ray Tate", proof=PHOTO
    )
    assert row.state is PlacementState.UP
    place = "Ray's Barbershop, 12 Oak Street"
    assert lines(session, election) == [("posting", "en", place, False), ("posting", "es", place, False)]
    assert [each.notice.evidence for each in row.notices] == [row.evidence] * 2
    assert [row.names_opening_at for row in noticing.ledger(session, election)] == [election.opens_at] * 2
    assert placing.counts_as_notice(row)
    acts = [entry.act for entry in trail.entries(session, election.id)]
    assert acts[-5:] == [
        "plan_placement",
        "put_up_placement",
        "prove_placement",
        "record_notice",
        "record_notice",
    ]


def test_the_places_of_one_flyer_are_one_way_of_giving_notice(
    session: Session, election: Election, storage: Storage
) -> None:
    for place in (BARBER, LIBRARY, replace(BARBER, material=Material.POSTER, name="Gin")):
        placing.put_up(
            session, planned(session, election, place), at=MORNING, storage=storage, now=EVENING, proof=PHOTO
        )
    assert len(noticing.ledger(session, election)) == 6
    for language in by_language(noticing.notice_facts(session, election, EVENING)):
        assert set(language.first_days) == {NoticeKind.POSTING}
        assert language.complete_on is None


def test_without_proof_it_counts_only_from_the_photo_and_is_on_the_list_of_work(
    session: Session, election: Election, storage: Storage
) -> None:
    row = planned(session, election)
    assert tasks(session, election, at(11, 2)) == []
    assert tasks(session, election, NOW) == [
        "Flyers and posts whose day has come and that are not up yet: 1."
    ]
    decision = placing.put_up(session, row, at=MORNING, storage=storage, now=EVENING)
    assert decision.codes == ("placement_without_proof",)
    assert lines(session, election) == []
    wanted = ["Flyers and posts that are up without a photo or a witness: 1."]
    assert tasks(session, election, EVENING) == wanted
    placing.add_placement_proof(session, row, PHOTO, storage=storage, now=at(11, 5))
    assert [line[3] for line in lines(session, election)] == [True, True]
    assert tasks(session, election, at(11, 5)) == []
    placing.add_placement_proof(session, row, Proof(witness="Ida Poe"), storage=storage, now=at(11, 5))
    assert (len(lines(session, election)), row.witness, row.evidence is not None) == (2, "Ida Poe", True)


def test_what_is_entered_after_its_day_needs_proof(
    session: Session, election: Election, storage: Storage
) -> None:
    row = planned(session, election)
    late = at(11, 4, 9)
    assert refused(lambda: placing.put_up(session, row, at=MORNING, storage=storage, now=late)) == (
        "placement_late_without_proof",
    )
    assert row.put_up_at is None
    placing.put_up(session, row, at=MORNING, storage=storage, now=late, proof=Proof(witness="Ida Poe"))
    assert [line[3] for line in lines(session, election)] == [True, True]


def test_a_post_is_social_media_and_says_where_it_stands(
    session: Session, election: Election, storage: Storage
) -> None:
    post = replace(BARBER, material=Material.SOCIAL_POST, kind=PlaceKind.SOCIAL_MEDIA, languages=("es",))
    row = planned(session, election, post)
    proof = replace(PHOTO, link="https://social.example/posts/1")
    placing.put_up(session, row, at=MORNING, storage=storage, now=EVENING, proof=proof)
    assert row.link == "https://social.example/posts/1"
    assert [line[:2] for line in lines(session, election)] == [("social", "es")]
    assert placing.to_put_up(session, election) == []


def test_taken_down_and_given_up_places_stay_on_the_list(
    session: Session, election: Election, storage: Storage
) -> None:
    row, other = planned(session, election), planned(session, election, LIBRARY)
    placing.put_up(session, row, at=MORNING, storage=storage, now=MORNING, proof=PHOTO)
    assert placing.take_down(session, row, at=EVENING, now=EVENING).codes == ("down_before_opening",)
    assert refused(lambda: placing.withdraw_placement(session, other, " ", now=EVENING)) == (
        "placement_needs_reason",
    )
    placing.withdraw_placement(session, other, "Closed for repairs.", now=EVENING)
    states = [each.state for each in placing.placements_of(session, election)]
    assert states == [PlacementState.DOWN, PlacementState.WITHDRAWN]
    assert placing.counts_as_notice(row)
    noticing.void_notice(session, election, row.notices[0].notice, "A slip.", now=EVENING)
    noticing.void_notice(session, election, row.notices[1].notice, "A slip.", now=EVENING)
    assert not placing.counts_as_notice(row)


def test_a_code_that_another_place_has_is_not_given_twice(session: Session, election: Election) -> None:
    codes = iter(("bbbbbb", "bbbbbb", "cccccc"))
    made = [
        placing.plan_placement(session, election, BARBER, now=NOW, code=lambda: next(codes)).code
        for _ in range(2)
    ]
    assert made == ["bbbbbb", "cccccc"]
    assert placing.placement_with(session, " BBBBBB ") is not None


def test_visits_are_counted_by_place_and_day_and_by_nothing_else(
    session: Session, election: Election
) -> None:
    row = planned(session, election)
    planned(session, election, LIBRARY)
    before = session.scalar(select(func.count()).select_from(TrailEntry))
    for moment in (at(11, 3, 23, 59), at(11, 4, 0), at(11, 4, 12)):
        placing.count_visit(session, row, now=moment)
    kept = session.execute(select(PlacementVisits.visited_on, PlacementVisits.visits)).all()
    assert sorted(map(tuple, kept)) == [(date(2025, 11, 3), 1), (date(2025, 11, 4), 2)]
    assert placing.visits_of(session, election) == {
        row.id: placing.Visits(number=3, last_on=date(2025, 11, 4))
    }
    assert session.scalar(select(func.count()).select_from(TrailEntry)) == before
    assert session.scalar(select(func.count()).select_from(NoticeRecord)) == 0


def test_a_flyer_that_names_another_opening_day_is_to_be_replaced(
    session: Session, election: Election, storage: Storage
) -> None:
    row = planned(session, election)
    placing.put_up(session, row, at=MORNING, storage=storage, now=MORNING, proof=PHOTO)
    assert tasks(session, election, EVENING) == []
    election.opens_at = at(11, 19, 7)
    wanted = ["Flyers and posts that are up and name another opening day: 1."]
    assert tasks(session, election, EVENING) == wanted
    placing.take_down(session, row, at=EVENING, now=EVENING)
    assert tasks(session, election, EVENING) == []
