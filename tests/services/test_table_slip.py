"""The link of somebody who signed in for it, shown once more: who saw whose link stands in the trail each time."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ballot_service.models import Election, RecordedDecision, RollStatus, TrailEntry, VoterRollEntry
from ballot_service.rules.table import TableMeans
from ballot_service.services import issuing, table
from ballot_service.services.acting import Refused
from tests.services.steps import SIX, cast, entry_of, up_to_open
from tests.services.test_at_once import CLERK, NOW, OTHER
from tests.tallow_creek import CLOSES, TallowCreek

ACTS = ("sign_in_at_table", "issue_links", "show_link_again", "undo_sign_in")


def at_the_table(creek: TallowCreek, means: TableMeans = TableMeans.LINK) -> tuple[Election, VoterRollEntry]:
    election = up_to_open(creek, creek.election())
    entry = entry_of(creek.session, election, "Voter0")
    table.sign_in_at_table(creek.session, election, entry, means, now=NOW, by=CLERK)
    creek.session.commit()
    return election, entry


def told(creek: TallowCreek, entry: VoterRollEntry) -> list[tuple[str, str | None]]:
    rows = creek.session.scalars(select(TrailEntry).order_by(TrailEntry.number)).all()
    mine = [row for row in rows if row.document["subject"] == str(entry.id) and row.act in ACTS]
    return [(row.act, row.document["by"]) for row in mine]


def test_each_showing_has_an_entry_with_person_and_author_and_no_token(creek: TallowCreek) -> None:
    election, entry = at_the_table(creek)
    before = told(creek, entry)
    key = entry.links[-1].key
    for _again in range(2):
        table.show_link_again(creek.session, election, entry, now=NOW, by=OTHER)
        creek.session.commit()
    assert told(creek, entry) == [*before, *[("show_link_again", str(OTHER))] * 2]
    documents = [str(row.document) for row in creek.session.scalars(select(TrailEntry))]
    assert not any(key in each for each in documents)
    assert [link.key for link in entry.links] == [key], "the same link: a slip that was read goes on working"
    kept = select(RecordedDecision).where(RecordedDecision.rule == "may_show_link_again")
    assert [row.subject_id for row in creek.session.scalars(kept)] == [entry.id]


def test_who_has_voted_is_shown_nothing_any_more(creek: TallowCreek) -> None:
    election, entry = at_the_table(creek)
    cast(creek.session, election, entry, SIX[:1])
    assert table.may_show_again(creek.session, election, entry, NOW).codes == ("slip_voted",)
    with pytest.raises(Refused, match="slip_voted"):
        table.show_link_again(creek.session, election, entry, now=NOW, by=OTHER)


def test_only_to_who_signed_in_for_the_link_and_still_is(creek: TallowCreek) -> None:
    election, entry = at_the_table(creek, TableMeans.PAPER)
    with pytest.raises(Refused, match="slip_other_means"):
        table.show_link_again(creek.session, election, entry, now=NOW, by=OTHER)
    creek.session.rollback()
    other = entry_of(creek.session, election, "Voter1")
    assert table.may_show_again(creek.session, election, other, NOW).codes == ("slip_other_means",)
    table.sign_in_at_table(creek.session, election, other, TableMeans.LINK, now=NOW, by=CLERK)
    assert table.may_show_again(creek.session, election, other, NOW).allowed
    table.undo_sign_in(creek.session, election, other, now=NOW, by=CLERK)
    assert table.may_show_again(creek.session, election, other, NOW).codes == ("slip_other_means",)


def test_a_stopped_link_gives_way_to_a_new_one(creek: TallowCreek) -> None:
    election, entry = at_the_table(creek)
    issuing.revoke(creek.session, election, entry, "The slip was lost.", now=NOW, by=CLERK)
    table.show_link_again(creek.session, election, entry, now=NOW, by=OTHER)
    assert [link.revoked_at is None for link in entry.links] == [False, True]
    assert told(creek, entry)[-2:] == [("issue_links", None), ("show_link_again", str(OTHER))]


def test_not_after_the_close_nor_to_somebody_who_may_not_vote_nor_in_a_cancelled_election(
    creek: TallowCreek,
) -> None:
    election, entry = at_the_table(creek)
    with pytest.raises(Refused, match="slip_closed"):
        table.show_link_again(creek.session, election, entry, now=CLOSES, by=OTHER)
    entry.status = RollStatus.EXCLUDED
    creek.session.flush()
    with pytest.raises(Refused, match="slip_no_voter"):
        table.show_link_again(creek.session, election, entry, now=NOW, by=OTHER)
    entry.status = RollStatus.ELIGIBLE
    election.cancelled_at = NOW
    with pytest.raises(Refused, match="show_link_again"):
        table.show_link_again(creek.session, election, entry, now=NOW, by=OTHER)
