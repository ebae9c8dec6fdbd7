"""A notice for people whom no message reaches: letters by mail or by hand, and flyers, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.catalogues import shipped_languages
from ballot_service.models import Election, TrailEntry
from ballot_service.printing.letters import Letter, Sheet, TypeSize, letters_pdf
from ballot_service.printing.notice_flyers import notice_flyers_pdf
from ballot_service.rules.words import in_english, say
from ballot_service.services import announcing
from ballot_service.services.acting import Refused
from ballot_service.services.announcing import Announcing, PaperNotice
from ballot_service.services.announcing.notice_words import notice_values
from ballot_service.services.announcing.texts_that_ship import book
from ballot_service.services.papers import SCAN
from ballot_service.web.languages import register_languages
from ballot_service.web.speaking import speak as spoken
from outreach.channels.letter import BY_HAND
from outreach.wording import fill_in
from tests.databases import ON_SQLITE
from tests.printing import paper as printed
from tests.services.test_letters import CLERK, ORIGIN, SEND, an_election, entry, speak
from tests.tallow_creek import CLOSES, TallowCreek, at

NEWS = (
    "information_session",
    "call_for_forms",
    "election_notice",
    "correction_notice",
    "result_notice",
    "sessions_cancelled",
)
ADDRESS = "https://vote.tallowcreek.example/tallow-creek"
MAILED = "3 Oak Street"


def on_paper(
    session: Session, election: Election, kind: Announcing = Announcing.ELECTION_NOTICE
) -> PaperNotice:
    return announcing.on_paper(
        session, election, kind, origin=ORIGIN, speak=speak, channels=("email", "sms", "voice"), now=SEND
    )


def print_them(session: Session, election: Election) -> list[Letter]:
    found = announcing.print_notice_letters(
        session, election, on_paper(session, election), speak, now=SEND, by=CLERK
    )
    session.commit()
    return list(found)


def who(letter: Letter) -> str:
    return (letter.address or letter.hand_out[1:])[0].split()[0]


def test_whoever_no_message_reaches_gets_a_letter_once(session: Session) -> None:
    """Ana and Minh have e-mail; there is no text in Minh's language, so that he gets each of the notice's."""
    election = an_election(session)
    paper = on_paper(session, election)
    assert [one.person.given_name for one in paper.waiting] == ["Di", "Cy", "Bo", "Minh", "Flo", "Ed"]
    assert (paper.by_hand, paper.printed) == (2, 0)
    letters = print_them(session, election)
    assert [who(one) for one in letters] == ["Di", "Cy", "Bo", "Minh", "Flo", "Ed"]
    assert [len(one.sheets) for one in letters] == [1, 1, 1, 2, 1, 1]
    assert {one.sheets[0].language for one in letters if who(one) == "Cy"} == {"es"}
    assert letters[0].address == ("Di Voss", "1 Elm Street", "Pine, MS 38999")
    after = on_paper(session, election)
    assert ([one for one in after.waiting], after.printed) == ([], 6)
    with pytest.raises(Refused) as nobody:
        print_them(session, election)
    assert [one.code for one in nobody.value.decision.objections] == ["nobody_needs_paper"]


def test_each_letter_is_a_delivery_of_the_approved_notice_and_stands_in_the_trail(session: Session) -> None:
    election = an_election(session)
    print_them(session, election)
    rows = session.scalars(select(outreach.Delivery).where(outreach.Delivery.channel == "letter")).all()
    assert len(rows) == 7
    assert {row.status.value for row in rows} == {"sent"}
    assert sum(row.address == BY_HAND for row in rows) == 2
    assert {
        row.fallback_for for row in rows if row.recipient == str(entry(session, election, "Minh").id)
    } == {"gu"}
    (act,) = session.scalars(select(TrailEntry).where(TrailEntry.act == "print_notice_letters"))
    details = act.document["details"]
    assert (details["kind"], details["by_mail"], details["by_hand"]) == ("election_notice", 4, 2)
    notice = session.get_one(outreach.OutreachNotice, rows[0].notice_id)
    assert details["fingerprint"] == notice.fingerprint


def test_a_letter_reaches_people_in_the_lists_and_counts_by_itself_as_no_notice(session: Session) -> None:
    """It is published on the day of mailing, which a person enters."""
    election = an_election(session)
    announcing.send_notice(
        session, election, Announcing.ELECTION_NOTICE, origin=ORIGIN, speak=speak, now=SEND, by=CLERK
    )
    session.commit()
    missed = announcing.not_reached(session, election, Announcing.ELECTION_NOTICE)
    assert {one.person.given_name for one in missed} == {"Bo", "Cy", "Di", "Ed", "Flo", "Minh"}
    print_them(session, election)
    assert announcing.not_reached(session, election, Announcing.ELECTION_NOTICE) == []
    assert announcing.record_published(session, SEND) == 0


def test_nothing_is_printed_after_the_close(session: Session) -> None:
    election = an_election(session)
    paper = on_paper(session, election)
    with pytest.raises(Refused) as late:
        announcing.print_notice_letters(session, election, paper, speak, now=CLOSES, by=CLERK)
    assert "voting_over" in {one.code for one in late.value.decision.objections}


@pytest.fixture
def speaking() -> Iterator[None]:
    app = Flask(__name__)
    register_languages(app)
    with app.app_context():
        yield


def filled(election: Election, name: str, tag: str, channel: str) -> str:
    """The text as it would be, with what only one kind of notice says."""
    (text,) = [one for one in book().texts[name] if (one.language, one.channel) == (tag, channel)]
    opens = spoken(tag, election.opens_at.astimezone(election.zone))
    values = notice_values(election, tag, speak=spoken, public_link=ADDRESS, short_link=ADDRESS)
    own = {
        "not_on": opens,
        "forms_until": opens,
        "certified": opens,
        "seats": spoken(tag, say("{contest}: {names}.", contest="3", names="–")),
        "elected": spoken(tag, say("{contest}: {names}.", contest="Parents", names=("Ana Ruiz", "Bo Lee"))),
        "turnout": spoken(tag, say("{voted} of {roll} people on the list voted.", voted=61, roll=140)),
        "sessions": f"{opens}\nCypress Elementary, cafeteria",
    }
    body = text.body.replace("{sessions}", "{sessions_0}\n{sessions_1}")
    lines = {f"sessions_{number}": line for number, line in enumerate(own["sessions"].splitlines())}
    return fill_in(body, {**values, **own, **lines})


def stands_whole(pdf: bytes, area: str, number: str) -> bool:
    """Whether the area code stands to the left of the number, in Arabic as well."""
    return printed.boxes(pdf, area)[0][0] < printed.boxes(pdf, number)[0][0]


@ON_SQLITE
@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize("name", NEWS)
def test_letters_and_flyers_are_set_in_every_language_and_their_codes_lead_where_they_say(
    session: Session, tmp_path: Path, name: str
) -> None:
    """The files stay in pytest's folder, for whoever wants to look at them."""
    election = TallowCreek(session).election()
    for tag in shipped_languages():
        body = filled(election, name, tag, "letter")
        one = Letter(
            number=1,
            sender=("Tallow Creek School District", "1 School Road"),
            sheets=(Sheet(language=tag, body=body),),
            address=("Bo Lee", "12 Oak Street", "Tallow Creek, MS 39001"),
        )
        letter = letters_pdf([one], title=name, code_says=tag, made_at=SEND)
        flyer = notice_flyers_pdf(
            {tag: filled(election, name, tag, "flyer")},
            title=name,
            scan={tag: spoken(tag, SCAN)},
            code_says={tag: tag},
            made_at=SEND,
        )
        (tmp_path / f"{name}-{tag}-letter.pdf").write_bytes(letter)
        (tmp_path / f"{name}-{tag}-flyer.pdf").write_bytes(flyer)
        assert printed.codes(flyer) == [ADDRESS], (name, tag)
        pages = printed.words(letter)
        assert ADDRESS in {code for page in range(len(pages)) for code in printed.codes(letter, page)}
        assert len(pages) <= 2, (name, tag, "one sheet, printed on both sides")
        assert len(printed.words(flyer)) == 1, (name, tag)
        assert stands_whole(flyer, "601", "555-0100"), (name, tag)
        assert stands_whole(letter, "601", "555-0100"), (name, tag)


@ON_SQLITE
@pytest.mark.usefixtures("speaking")
def test_large_print_takes_two_sheets_at_most_and_leaves_nothing_out(session: Session) -> None:
    election = TallowCreek(session).election()
    body = filled(election, "correction_notice", "en", "flyer")
    flyer = notice_flyers_pdf(
        {"en": body},
        title="x",
        scan={"en": "Scan"},
        code_says={"en": "x"},
        made_at=at(11, 3),
        size=TypeSize.LARGE,
    )
    pages = printed.words(flyer)
    assert len(pages) <= 2
    assert "Voting does not open on" in " ".join(pages)


def test_a_flyer_without_an_address_is_not_made() -> None:
    with pytest.raises(ValueError, match="no address"):
        notice_flyers_pdf(
            {"en": "School\nCouncil\n\n# Title\n\nLead"},
            title="x",
            scan={"en": ""},
            code_says={"en": ""},
            made_at=SEND,
        )


def proof(session: Session, election: Election) -> bytes | None:
    return announcing.evidence_packet(
        session, election, Announcing.ELECTION_NOTICE, speak=spoken_plainly, whole=True
    )


def spoken_plainly(_language: str, value: object) -> str:
    return in_english(value)


def reprint(session: Session, election: Election) -> list[Letter]:
    paper = on_paper(session, election)
    found = announcing.reprint_notice_letters(
        session, election, paper, speak, "The printer jammed.", now=SEND, by=CLERK
    )
    session.commit()
    return list(found)


def test_letters_printed_again_are_the_same_and_count_for_nothing_twice(session: Session) -> None:
    """No delivery, no attempt, nobody more reached, and the same proof; the trail alone knows of it."""
    election = an_election(session)
    first = print_them(session, election)
    before = proof(session, election)
    counts = [
        session.scalar(select(func.count()).select_from(each))
        for each in (outreach.Delivery, outreach.Attempt)
    ]
    assert reprint(session, election) == first
    assert reprint(session, election) == first
    after = [
        session.scalar(select(func.count()).select_from(each))
        for each in (outreach.Delivery, outreach.Attempt)
    ]
    assert after == counts
    assert proof(session, election) == before
    assert on_paper(session, election).printed == 6
    acts = session.scalars(select(TrailEntry).where(TrailEntry.act == "reprint_notice_letters")).all()
    assert [row.document["details"]["letters"] for row in acts] == [6, 6]


def test_a_letter_is_printed_again_to_the_address_that_it_had(session: Session) -> None:
    """What stands in the record is what was printed; a person who has moved is written to anew by a clerk."""
    election = an_election(session)
    print_them(session, election)
    entry(session, election, "Bo").person.address = "9 New Road\nPine, MS 38999"
    session.commit()
    assert all("9 New Road" not in one.address for one in reprint(session, election))


def test_what_was_never_printed_or_is_over_is_not_printed_again(session: Session) -> None:
    election = an_election(session)
    with pytest.raises(Refused) as none:
        reprint(session, election)
    assert [one.code for one in none.value.decision.objections] == ["no_letter_printed"]
    session.rollback()
    print_them(session, election)
    paper = on_paper(session, election)
    with pytest.raises(Refused) as late:
        announcing.reprint_notice_letters(session, election, paper, speak, "Lost.", now=CLOSES, by=CLERK)
    assert "voting_over" in {one.code for one in late.value.decision.objections}
