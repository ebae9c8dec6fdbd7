"""The whole path through HTTP on a district imported from its own zip: clerk, voters, witness, liaison, everybody.

From the district's set-up on, nothing happens but by pages: one browser a person, signed in by the mailed link, every
form sent as it stands on its page. One voter uses a real browser: phone width, Spanish, no JavaScript.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import browser_is_left_out
from tests.browser_voter import open_on_a_second_phone, vote_in_spanish
from tests.databases import Database
from tests.web.whole_path_clerk import NEIGHBOR, Preparation
from tests.web.whole_path_district import Place, opened_place
from tests.web.whole_path_opening import PHOTO, Opening
from tests.web.whole_path_result import Counting, Everybody
from tests.web.whole_path_review import Liaison
from tests.web.whole_path_voters import Box, Voters, marks_of

MOST_BYTES, MOST_REQUESTS = 60_000, 8
"""What a voter's visit may cost: bytes in all, both ways, and requests of the first page."""
NOTICE, TOLD_AGAIN = "2025-11-18", "2025-11-19"

FOR_THE_BROWSER = [] if browser_is_left_out() else [pytest.mark.browser]
"""Where a person chose to do without browser tests, the Spanish voter uses a plain client, and the rest stays."""
LONG = [*FOR_THE_BROWSER, pytest.mark.acceptance]
SIZES = [
    pytest.param("postgresql", 60, marks=FOR_THE_BROWSER, id="postgresql-60-households"),
    pytest.param("postgresql", 600, marks=LONG, id="postgresql-600-households"),
    pytest.param("sqlite", 600, marks=LONG, id="sqlite-600-households"),
]
"""The small district on one database, for the long runs go the same way on both."""


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser | None:
    return None if browser_is_left_out() else request.getfixturevalue("chromium")


@pytest.mark.parametrize(("database", "households"), SIZES, indirect=["database"])
def test_the_whole_path(database: Database, tmp_path: Path, households: int, browser: Browser | None) -> None:
    with opened_place(database, tmp_path, households) as place:
        set_up(place)
        print_and_open(place)
        box = vote(place, browser)
        by_lot, unlucky = count_and_certify(place, box)
        printed = read_as_everybody(place, box, by_lot, unlucky)
        review(place, box, tmp_path, printed)


def set_up(place: Place) -> None:
    """October: the files, the grades, the council, the election, the nominees; November: the roll."""
    clerk = Preparation(place)
    clerk.import_the_districts_files()
    clerk.enter_grades()
    clerk.set_up_the_council()
    clerk.set_up_the_election()
    place.move_to(10, 20)
    clerk.file_nominees()
    clerk.withdraw_one()
    clerk.hold_an_information_session()
    place.move_to(11, 3, 18)
    clerk.build_the_roll()
    clerk.add_people_by_hand()
    assert clerk.decide_who_was_held() >= 2
    place.move_to(11, 5)
    assert len(clerk.freeze_the_ballot()) >= 64


def print_and_open(place: Place) -> None:
    """Notice on 5 November is one day short of 18 November (S1): refused, moved by a day, told again, opened."""
    clerk = Opening(place)
    told = clerk.send("election_notice")
    assert told > 0
    clerk.post_on_the_door(NOTICE)
    place.move_to(11, 17)
    assert clerk.issue_links() >= told
    assert clerk.send("ballot_link") == told
    link = place.mailed_path(place.voters_addresses()[0], "v")
    place.move_to(11, 18, 7)
    clerk.open_a_day_early().says("Notice was given 13 days before opening; 14 are needed.")
    clerk.clerk.page.says("Earliest opening: Wed 19 Nov 2025.", "The attempt is on the record.")
    clerk.link_does_not_work(link)
    place.move_to(11, 18, 8)
    clerk.move_the_opening(f"{TOLD_AGAIN}T07:00")
    assert clerk.send("election_notice") == told
    clerk.post_on_the_door(TOLD_AGAIN)
    clerk.confirm().says("Voting opens on Wednesday 19 November 2025, 7:00 a.m. Central time.")
    assert clerk.send("ballot_link") == told
    clerk.link_does_not_work(link)


def vote(place: Place, browser: Browser | None) -> Box:
    """Sixty voters at most. Nothing of theirs is lost or counted twice."""
    place.move_to(11, 19, 7, 30)
    voters = Voters(place)
    voters.vote_on_phones()
    voters.press_again_and_use_a_second_phone()
    place.let_the_worker_run()
    voters.somebody_else_gets_a_link(Opening(place))
    if browser:
        vote_in_a_real_browser(place, voters, browser)
    else:
        voters.vote(voters.new_phone(), voters.spanish)
    assert voters.box.voted % 2 == 0
    place.let_the_worker_run()
    return voters.box


def vote_in_a_real_browser(place: Place, voters: Voters, browser: Browser) -> None:
    link = place.origin + place.mailed_path(voters.spanish, "v")
    number = voters.box.voted
    visit = vote_in_spanish(browser, link, lambda *asked: marks_of(number, *asked))
    assert visit.on_first_page <= MOST_REQUESTS
    assert visit.bytes_on_the_wire <= MOST_BYTES
    voters.box.add(voters.spanish, visit.tracker, visit.chosen)
    assert open_on_a_second_phone(browser, link) == visit.tracker


def count_and_certify(place: Place, box: Box) -> tuple[str, str]:
    """Answers who was drawn for the last parent seat, and who was not."""
    officials = Counting(place, box)
    place.move_to(12, 1)
    officials.count_too_early()
    place.move_to(12, 5, 19, 5)
    officials.fix_the_list_and_count()
    tied = officials.tied()
    assert len(tied) == 2
    place.move_to(12, 8)
    officials.certify_too_early()
    place.move_to(12, 12, 18)
    by_lot = officials.enter_the_lot()
    officials.witness_confirms_the_lot(by_lot)
    officials.sign_and_certify()
    return by_lot, next(name for name in tied if name != by_lot)


def read_as_everybody(place: Place, box: Box, by_lot: str, unlucky: str) -> tuple[str, str]:
    everybody = Everybody(place, box)
    everybody.read_the_result(by_lot, unlucky)
    everybody.find_every_tracker()
    return everybody.read_the_certificate(by_lot)


def review(place: Place, box: Box, folder: Path, printed: tuple[str, str]) -> None:
    """The liaison reads everything, runs decisions again, checks the record at home, and signs the review."""
    liaison = Liaison(place, box)
    liaison.read_the_roll()
    liaison.add_up()
    liaison.read_the_notices(PHOTO)
    liaison.read_the_sessions(NEIGHBOR)
    liaison.read_the_trail()
    assert liaison.run_decisions_again(folder) >= {"may_vote", "may_serve", "adequate_notice"}
    liaison.check_the_record_at_home(folder, printed)
    assert liaison.nothing_else_can_be_sent() > 20
    liaison.sign_the_review()
