"""Paper envelopes come back: whoever is first counts, web or paper; the rest stays closed and is listed."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest

from ballot_service.models import AcceptedBallot, DispositionKind, Election, PaperDisposition, PaperEnvelope
from ballot_service.rules.paper_envelopes import EnvelopeWay
from ballot_service.services import counting, paper, receiving, reconciling, registrations
from ballot_service.services.acting import Refused
from ballot_service.services.paper import Issuing, PaperKind
from ballot_service.services.paper_account import paper_account
from ballot_service.services.receiving import Arrival, Received
from tests.services.steps import cast, decide, entry_of, up_to_open
from tests.tallow_creek import CLOSES, SECRET, TallowCreek, at

CLERK, NOW = uuid4(), at(11, 20)
PLAIN = PaperKind(language="en")
ACCEPTED, WAITS = DispositionKind.ACCEPTED, DispositionKind.PROVISIONAL
CURE_ENDS = at(12, 12, 17)


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    election = up_to_open(creek, creek.election(), voters=3, held=True)
    paper.print_run(creek.session, election, PLAIN, 10, now=NOW, by=CLERK)
    return election


def out(creek: TallowCreek, election: Election, name: str, reason: str = "") -> PaperEnvelope:
    entry = entry_of(creek.session, election, name)
    issuing = Issuing(kind=PLAIN, reason=reason)
    return paper.issue_paper(creek.session, election, entry, issuing, now=NOW, by=CLERK)


def back(
    creek: TallowCreek,
    election: Election,
    envelope: PaperEnvelope,
    now: datetime = NOW,
    *,
    signed: bool = True,
    way: EnvelopeWay = EnvelopeWay.DROP,
) -> Received:
    arrival = Arrival(way=way, received_at=now, is_signed=signed)
    received = receiving.receive_envelope(creek.session, election, envelope, arrival, now=now, by=CLERK)
    creek.session.commit()
    return received


def test_paper_first_then_the_link_answers_that_the_ballot_is_there(
    creek: TallowCreek, election: Election
) -> None:
    session, envelope = creek.session, out(creek, election, "Voter0")
    assert back(creek, election, envelope).kind is ACCEPTED
    with pytest.raises(Refused, match="envelope_known"):
        back(creek, election, envelope)
    again = cast(session, election, entry_of(session, election, "Voter0"), ["Ana Ruiz"])
    assert (again.was_there_before, again.tracker) == (True, None)
    account = paper_account(session, election)
    assert (account.issued, account.received, account.accepted, account.rejected) == (1, 1, 1, ())


def test_the_link_first_then_the_envelope_stays_closed_and_so_does_a_cancelled_one(
    creek: TallowCreek, election: Election
) -> None:
    session = creek.session
    envelope, first = out(creek, election, "Voter0"), out(creek, election, "Voter1")
    cast(session, election, entry_of(session, election, "Voter0"), ["Ana Ruiz"])
    second = out(creek, election, "Voter1", "Lost in the mail")
    assert back(creek, election, envelope).kind is DispositionKind.DUPLICATE
    assert back(creek, election, first).decision.codes == ("envelope_cancelled",)
    assert back(creek, election, second).kind is ACCEPTED
    late = out(creek, election, "Voter2")
    assert back(creek, election, late, CLOSES, way=EnvelopeWay.TABLE).kind is DispositionKind.LATE
    account = paper_account(session, election)
    assert account.received == account.accepted + account.waiting + sum(n for _kind, n in account.rejected)
    assert dict((kind.value, number) for kind, number in account.rejected) == {"duplicate": 2, "late": 1}


def test_a_missing_signature_is_put_right_in_time_or_never(creek: TallowCreek, election: Election) -> None:
    session = creek.session
    rows = [back(creek, election, out(creek, election, f"Voter{n}"), signed=False) for n in range(3)]
    assert [each.kind for each in rows] == [WAITS] * 3
    cast(session, election, entry_of(session, election, "Voter1"), ["Ana Ruiz"])
    signed = [
        receiving.sign_later(session, election, each.row, now=at(11, 28), by=CLERK).kind for each in rows[:2]
    ]
    assert signed == [ACCEPTED, DispositionKind.DUPLICATE], "the link was quicker than the second signature"
    assert receiving.close_unsigned(session, election, now=at(12, 12, 16), by=CLERK) == 0
    assert receiving.close_unsigned(session, election, now=CURE_ENDS, by=CLERK) == 1
    assert receiving.close_unsigned(session, election, now=CURE_ENDS, by=CLERK) == 0
    session.commit()
    with pytest.raises(Refused, match="envelope_not_waiting"):
        receiving.sign_later(session, election, rows[2].row, now=CURE_ENDS, by=CLERK)
    kinds = [each.kind for each in receiving.envelopes_in(session, election, CURE_ENDS)]
    assert sorted(kinds) == sorted([ACCEPTED, DispositionKind.DUPLICATE, DispositionKind.NOT_CURED])


@pytest.mark.parametrize(("may", "kind"), [(True, ACCEPTED), (False, DispositionKind.NOT_ELIGIBLE)])
def test_the_envelope_of_a_held_voter_stays_apart_and_follows_the_decision(
    creek: TallowCreek, election: Election, may: bool, kind: DispositionKind
) -> None:
    session = creek.session
    received = back(creek, election, out(creek, election, "Hollis"))
    assert received.kind is WAITS
    assert session.query(AcceptedBallot).count() == 1, "a provisional ballot takes the voter's one place"
    decide(session, election, may, at(11, 25))
    (now,) = receiving.envelopes_in(session, election, at(11, 25))
    assert now.kind is kind
    words = session.query(PaperDisposition).order_by(PaperDisposition.number).all()
    assert [each.kind for each in words] == [WAITS, kind]


def test_nothing_is_counted_while_a_paper_ballot_waits_or_is_closed(
    creek: TallowCreek, election: Election
) -> None:
    session = creek.session
    back(creek, election, out(creek, election, "Voter0"))
    cast(session, election, entry_of(session, election, "Voter1"), ["Ana Ruiz"])
    back(creek, election, out(creek, election, "Hollis"))
    with pytest.raises(Refused, match="ballots_undecided, paper_not_opened"):
        counting.freeze_dispositions(session, election, SECRET, now=CLOSES)
    session.rollback()
    decide(session, election, False, CLOSES)
    with pytest.raises(Refused, match="paper_not_opened"):
        counting.freeze_dispositions(session, election, SECRET, now=CLOSES)


def merged(creek: TallowCreek, election: Election, one: str, other: str) -> None:
    session = creek.session
    lines = [entry_of(session, election, name) for name in (one, other)]
    registrations.merge(session, election, *lines, "One person.", now=at(11, 25), by=CLERK)
    session.commit()


def lists(creek: TallowCreek, election: Election) -> dict[str, DispositionKind]:
    rows = receiving.envelopes_in(creek.session, election, at(11, 26))
    return {each.row.envelope.roll_entry.person.given_name: each.kind for each in rows}


@pytest.mark.parametrize(
    ("on_paper", "on_the_web", "accepted"),
    [
        (("Voter0",), "Voter1", ("Voter0",)),
        (("Voter1",), "Voter0", ()),
        (("Voter1", "Voter0"), "", ("Voter1",)),
    ],
)
def test_two_lines_of_one_person_leave_one_accepted_ballot(
    creek: TallowCreek,
    election: Election,
    on_paper: tuple[str, ...],
    on_the_web: str,
    accepted: tuple[str, ...],
) -> None:
    """Of two on paper the first one; from the web, where nobody knows when, that of the line that stays."""
    session = creek.session
    for hour, name in enumerate(on_paper):
        assert back(creek, election, out(creek, election, name), at(11, 20, 9 + hour)).kind is ACCEPTED
    if on_the_web:
        cast(session, election, entry_of(session, election, on_the_web), ["Ana Ruiz"])
    merged(creek, election, "Voter0", "Voter1")
    kinds = [DispositionKind.DUPLICATE, ACCEPTED]
    assert lists(creek, election) == {name: kinds[name in accepted] for name in on_paper}
    on_line = set(reconciling.dispositions(session, election).values())
    assert len(accepted) + (ACCEPTED in on_line) == 1


def test_an_envelope_that_is_out_counts_for_the_line_that_votes(
    creek: TallowCreek, election: Election
) -> None:
    session = creek.session
    of_gone, of_kept = out(creek, election, "Voter1"), out(creek, election, "Voter0")
    unsigned = back(creek, election, out(creek, election, "Voter2"), signed=False)
    merged(creek, election, "Voter0", "Voter1")
    gone, kept = entry_of(session, election, "Voter1"), entry_of(session, election, "Voter0")
    assert (gone.voter, kept.voter) == (kept, kept)
    merged(creek, election, "Voter0", "Voter2")
    assert back(creek, election, of_gone).kind is ACCEPTED
    assert session.get(AcceptedBallot, kept.id) is not None
    assert cast(session, election, kept, ["Ana Ruiz"]).was_there_before
    assert back(creek, election, of_kept).kind is DispositionKind.DUPLICATE
    later = receiving.sign_later(session, election, unsigned.row, now=at(11, 28), by=CLERK)
    assert later.kind is DispositionKind.DUPLICATE


def test_whoever_may_not_vote_may_not_by_the_paper_of_another_line(
    creek: TallowCreek, election: Election
) -> None:
    decide(creek.session, election, False, at(11, 24))
    back(creek, election, out(creek, election, "Voter1"))
    merged(creek, election, "Hollis", "Voter1")
    assert lists(creek, election) == {"Voter1": DispositionKind.NOT_ELIGIBLE}
