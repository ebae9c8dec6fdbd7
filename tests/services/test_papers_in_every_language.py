"""Each kind of printed paper in the languages that are not written in plain Latin letters, its code read back.

The files stay in pytest's folder, for whoever wants to look at them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from ballot_service.models import Election, PaperEnvelope
from ballot_service.printing.flyers import Flyer, FlyerText, flyers_pdf
from ballot_service.printing.letters import Letter, Sheet, letters_pdf
from ballot_service.rules.words import say
from ballot_service.services import paper
from ballot_service.services.announcing.notice_words import notice_values
from ballot_service.services.announcing.texts_that_ship import book
from ballot_service.services.facts import manifest_of
from ballot_service.services.paper import Issuing, PaperKind
from ballot_service.services.papers import FormKind, Made, SheetKind, form, poster, poster_text, sheet
from ballot_service.web.languages import register_languages
from ballot_service.web.speaking import speak
from outreach.wording import fill_in
from tests.databases import ON_SQLITE
from tests.printing import paper as printed
from tests.services.steps import LINKS, entry_of, up_to_open
from tests.tallow_creek import TallowCreek, at

CLERK, NOW = uuid4(), at(11, 20)
ADDRESS = "http://127.0.0.1:8000/elections/0f8fad5b"
MADE = Made(speak=speak, address=ADDRESS, made_at=NOW)
FACES = {"ar": "NotoSansArabic", "vi": "NotoSans", "zh-Hans": "BallotHans"}


@pytest.fixture
def speaking() -> Iterator[None]:
    app = Flask(__name__)
    register_languages(app)
    with app.app_context():
        yield


def envelope_of(creek: TallowCreek, election: Election, kind: PaperKind) -> PaperEnvelope:
    entry = entry_of(creek.session, election, "Hollis")
    return paper.issue_paper(creek.session, election, entry, Issuing(kind=kind, reason=""), now=NOW, by=CLERK)


def flyer(election: Election, tag: str) -> bytes:
    text = FlyerText(
        says=poster_text(election, tag, speak),
        call=speak(tag, say("No phone with a camera? Call {phone}.", phone="(601) 555-0100")),
        code_says=tag,
    )
    one = Flyer(language=tag, address=ADDRESS, place="Abuela's Salon, 5 Oak Street")
    return flyers_pdf([one], {tag: text}, school="Cypress Elementary", title=tag, made_at=NOW)


def letter(election: Election, tag: str) -> bytes:
    (text,) = [one for one in book().texts["ballot_link"] if (one.language, one.channel) == (tag, "letter")]
    shared = notice_values(election, tag, speak=speak, public_link=ADDRESS, short_link=ADDRESS)
    body = fill_in(text.body, {**shared, "voter": "Bo Lee", "personal_link": f"{ADDRESS}/v"})
    one = Letter(number=1, sender=("Tallow Creek School District",), sheets=(Sheet(language=tag, body=body),))
    return letters_pdf([one], title=tag, code_says=tag, made_at=NOW)


@ON_SQLITE
@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize("tag", ["ar", "zh-Hans", pytest.param("vi", marks=pytest.mark.acceptance)])
def test_each_paper_is_set_in_its_language_and_its_code_is_read(
    creek: TallowCreek, tmp_path: Path, tag: str
) -> None:
    election = creek.election(parents=2)
    creek.stand(election.contests[1], "李喆 Pat Neighbor")
    election = up_to_open(creek, election, voters=2, held=True)
    kind = PaperKind(language=tag)
    row = paper.print_run(creek.session, election, kind, 1, now=NOW, by=CLERK)
    made = {
        "poster": poster(election, MADE, languages=("en", tag)),
        "letter": letter(election, tag),
        "flyer": flyer(election, tag),
        "envelope": paper.envelope_pdf(envelope_of(creek, election, kind), election, LINKS, MADE),
        "ballot": paper.ballots_pdf(row, election, MADE),
    }
    made |= {one.value: form(one, election, MADE, language=tag) for one in FormKind}
    made |= {one.value: sheet(one, election, MADE, language=tag, rows=5) for one in SheetKind}
    for name, pdf in made.items():
        (tmp_path / f"{name}-{tag}.pdf").write_bytes(pdf)
        assert FACES[tag] in printed.fonts(pdf), name
        assert "\N{REPLACEMENT CHARACTER}" not in " ".join(printed.words(pdf)), name
        base = "en" if name in ("poster", "letter") else tag.partition("-")[0]
        assert printed.claims(pdf)[2].partition("-")[0] == base, name
        assert_code(name, printed.codes(pdf))
    for contest in manifest_of(election).voted:
        for at_place, each in enumerate(contest.candidates, start=1):
            if each.name.isascii():  # the order of reading differs from right to left, and the digits do not
                line = printed.on_the_line_of(made["ballot"], each.name.split()[-1]).split()
                assert sorted(line) == sorted([str(at_place), *each.name.split()])


def assert_code(name: str, found: Sequence[str]) -> None:
    if name == "ballot":
        assert found == [], "a ballot has nothing that could be told from another"
    elif name == "envelope":
        assert len(found) == 1
    else:
        assert [address.startswith(ADDRESS) for address in found] == [True], name
