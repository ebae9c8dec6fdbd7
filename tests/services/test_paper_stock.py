"""Paper ballots from the printer to the voter: contests as on screen, one envelope a voter, a sum that agrees."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from ballot_service.links import BadLink
from ballot_service.models import Election, PaperEnvelope, StockKind
from ballot_service.rules.paper_entry import read_places, typed_places
from ballot_service.rules.paper_requests import PaperDelivery, PaperWay
from ballot_service.services import paper
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.facts import manifest_of, voted_contests
from ballot_service.services.paper import Issuing, PaperKind, PaperWish
from ballot_service.services.papers import Made
from tests.databases import ON_SQLITE
from tests.printing import paper as printed
from tests.services.steps import LINKS, cast, entry_of, up_to_open
from tests.tallow_creek import CLOSES, TallowCreek, at

CLERK, NOW = uuid4(), at(11, 20)
PLAIN, LARGE = PaperKind(language="en"), PaperKind(language="es", is_large=True)
MADE = Made(speak=lambda _tag, value: f"{value}", address="http://127.0.0.1:8000/e", made_at=NOW)


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    creek_election = creek.election(parents=2)
    creek.stand(creek_election.contests[1], "Pat Neighbor")
    return up_to_open(creek, creek_election, voters=2, held=True)


def run(
    creek: TallowCreek, election: Election, kind: PaperKind = PLAIN, ballots: int = 3
) -> paper.stock.PaperRun:
    return paper.print_run(creek.session, election, kind, ballots, now=NOW, by=CLERK)


def give(
    creek: TallowCreek, election: Election, name: str, kind: PaperKind = PLAIN, reason: str = ""
) -> PaperEnvelope:
    entry = entry_of(creek.session, election, name)
    issuing = Issuing(kind=kind, reason=reason)
    return paper.issue_paper(creek.session, election, entry, issuing, now=NOW, by=CLERK)


def test_the_account_from_the_printer_to_the_last_sheet(creek: TallowCreek, election: Election) -> None:
    session = creek.session
    run(creek, election)
    entry = entry_of(session, election, "Voter0")
    wish = PaperWish(way=PaperWay.PHONE, delivery=PaperDelivery.MAIL, address="12 Mill Road", language="en")
    request = paper.ask_for_paper(session, election, entry, wish, asked_at=NOW, now=NOW, by=CLERK)
    envelope = give(creek, election, "Voter0")
    assert (envelope.request, request.is_waiting) == (request, False)
    session.commit()
    with pytest.raises(Refused, match="issue_reason_missing"):
        give(creek, election, "Voter0")
    second = give(creek, election, "Voter0", reason="Spoiled at the table.")
    assert (envelope.replaced_at, second.replaced_at) == (NOW, None)
    count = (session, election, PLAIN)
    paper.change_stock(*count, StockKind.SPOILED, 1, "Misprint", now=NOW, by=CLERK)
    (stock,) = paper.stocks(session, election)
    assert stock.decision.codes == ("stock_not_counted",)
    paper.change_stock(*count, StockKind.LEFT, 1, "Counted", now=NOW, by=CLERK)
    (stock,) = paper.stocks(session, election)
    assert stock.decision.codes == ("stock_differs",)
    paper.change_stock(*count, StockKind.LEFT, 0, "Again", now=NOW + timedelta(hours=1), by=CLERK)
    (stock,) = paper.stocks(session, election)
    assert stock.decision.codes == ("stock_agrees",)
    session.commit()
    with pytest.raises(Refused, match="issue_none_left"):
        give(creek, election, "Voter1")


def test_whoever_has_voted_gets_no_paper_and_a_held_voter_does(
    creek: TallowCreek, election: Election
) -> None:
    run(creek, election)
    cast(creek.session, election, entry_of(creek.session, election, "Voter0"), ["Ana Ruiz"])
    with pytest.raises(Refused, match="issue_voted_already"):
        give(creek, election, "Voter0")
    assert give(creek, election, "Hollis").replaced_at is None
    creek.session.commit()
    with pytest.raises(Refused, match="paper_after_close"):
        paper.print_run(creek.session, election, PLAIN, 1, now=CLOSES, by=CLERK)


@ON_SQLITE
def test_the_printed_ballot_is_the_manifest_in_its_order(creek: TallowCreek, election: Election) -> None:
    row = run(creek, election, LARGE, 2)
    numbers = row.numbers["numbers"]
    assert len(set(numbers)) == 2
    pdf = paper.ballots_pdf(row, election, MADE, shuffle=lambda drawn: drawn.reverse())
    pages = printed.words(pdf)
    halves = [page for page in pages if "Ballot: choose" in page]
    assert len(halves) == 2
    whole = " ".join(pages)
    assert whole.index(f"Ballot {numbers[1]}") < whole.index(f"Ballot {numbers[0]}")
    places = []
    for contest in manifest_of(election).voted:
        places.append(
            whole.index(
                f"Choose up to {contest.votes_allowed}." if contest.votes_allowed > 1 else "Choose 1."
            )
        )
        places += [whole.index(candidate.name) for candidate in contest.candidates]
    assert places == sorted(places)
    assert election.manifest is not None
    assert election.manifest.fingerprint in whole.replace(" ", "")
    assert printed.claims(pdf)[:3] == ("1", True, "es-US")
    assert "Voter" not in whole


@ON_SQLITE
@pytest.mark.parametrize("kind", [PLAIN, LARGE, PaperKind(language="es")])
def test_the_number_beside_each_name_is_what_a_teller_types(
    creek: TallowCreek, election: Election, kind: PaperKind
) -> None:
    pdf = paper.ballots_pdf(run(creek, election, kind, 1), election, MADE)
    for contest, rule in zip(manifest_of(election).voted, voted_contests(election), strict=True):
        for each in contest.candidates:
            typed = typed_places([each.id], rule)
            assert printed.on_the_line_of(pdf, each.name) == f"{typed} {each.name}"
            assert read_places(typed, rule) == (each.id,)


@ON_SQLITE
def test_the_ballot_says_that_the_numbers_are_no_ranking(creek: TallowCreek, election: Election) -> None:
    (page, *_more) = printed.words(paper.ballots_pdf(run(creek, election, PLAIN, 1), election, MADE))
    assert "The small gray numbers only help us to count. They are no ranking." in page


@ON_SQLITE
def test_the_code_on_the_envelope_is_read_back_and_nothing_else_is_taken(
    creek: TallowCreek, election: Election
) -> None:
    session = creek.session
    run(creek, election)
    envelope = give(creek, election, "Hollis")
    pdf = paper.envelope_pdf(envelope, election, LINKS, MADE)
    (code,) = printed.codes(pdf)
    (page,) = printed.words(pdf)
    assert "Hollis Quill" in page
    assert "Provisional" in page
    assert "1 School Road" in page
    assert printed.claims(pdf)[1]
    typed = " ".join(code[at : at + 4] for at in range(0, len(code), 4))
    assert typed in page
    assert paper.read_envelope(session, LINKS, typed.upper()) is envelope
    with pytest.raises(BadLink):
        paper.read_envelope(session, LINKS, code[:-1] + ("a" if code[-1] != "a" else "b"))
    from_ballot = entry_of(session, election, "Voter0").links[0].key
    with pytest.raises(BadLink):
        paper.read_envelope(session, LINKS, f"{from_ballot}.{code[17:]}")
    session.rollback()
    with pytest.raises(NotFound):
        paper.read_envelope(session, LINKS, code)
