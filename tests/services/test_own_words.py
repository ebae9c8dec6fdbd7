"""A district's own translations: drafts until somebody else approves them, stale once the English has changed."""

from __future__ import annotations

from uuid import uuid4

import pytest

from ballot_service.models import Wording
from ballot_service.rules.words import in_english
from ballot_service.services import announcing, trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing import Announcing, is_stale, own_words
from tests.tallow_creek import TallowCreek, at

NOW = at(10, 20)
TECHNICIAN, CLERK = uuid4(), uuid4()
THE_OLD, THE_NEW = "su boleta para elegir el consejo", "su papeleta para el consejo"


def came_back(creek: TallowCreek, new: str = THE_NEW) -> Wording:
    """The draft of the ballot link's e-mail, with another subject."""
    po = announcing.texts_to_translate(creek.session, creek.district, "es", NOW).decode()
    po = po.replace(f'msgstr "{{school}}: {THE_OLD}"', f'msgstr "{{school}}: {new}"')
    taken = announcing.take_translation(
        creek.session, creek.district, "es", po.encode(), now=NOW, by=TECHNICIAN
    )
    assert (list(taken.texts), taken.faults) == ([("ballot_link", "email")], ())
    (draft,) = announcing.drafts(creek.session, creek.district.id)
    return draft


def subject(creek: TallowCreek) -> str:
    """What a Spanish e-mail with a ballot link would begin with."""
    election = creek.election()
    prepared = announcing.prepare(
        creek.session,
        election,
        Announcing.BALLOT_LINK,
        origin="https://x.example",
        speak=lambda _tag, value: in_english(value),
    )
    text = prepared.notice.text("es", "email")
    assert text is not None
    return text.subject.partition(": ")[2]


def test_a_draft_goes_out_only_once_a_second_person_has_approved_it(creek: TallowCreek) -> None:
    draft = came_back(creek)
    assert subject(creek) == THE_OLD
    with pytest.raises(Refused) as refused:
        announcing.approve_text(creek.session, draft, now=NOW, by=TECHNICIAN)
    assert refused.value.decision.codes == ("second_person_missing",)
    announcing.approve_text(creek.session, draft, now=NOW, by=CLERK)
    assert subject(creek) == THE_NEW
    acts = [entry.act for entry in trail.entries(creek.session, creek.district.id)]
    assert [act for act in acts if "text" in act or "translation" in act] == [
        "take_translation",
        "approve_text",
    ]
    assert announcing.drafts(creek.session, creek.district.id) == []


def test_it_is_the_districts_own(creek: TallowCreek) -> None:
    announcing.approve_text(creek.session, came_back(creek), now=NOW, by=CLERK)
    assert own_words.own_book(creek.session, uuid4()) is own_words.book()


def test_another_import_takes_the_place_of_the_draft(creek: TallowCreek) -> None:
    first = came_back(creek)
    po = announcing.texts_to_translate(creek.session, creek.district, "es", NOW).decode()
    assert THE_NEW in po, "what the translator wrote is in the next export"
    po = po.replace(THE_NEW, "vote por el consejo")
    announcing.take_translation(creek.session, creek.district, "es", po.encode(), now=NOW)
    (draft,) = announcing.drafts(creek.session, creek.district.id)
    assert draft.fingerprint != first.fingerprint


def test_words_that_nobody_else_has_read_are_not_taken_along(creek: TallowCreek) -> None:
    """Whoever wrote a draft could approve their own words, once another person's file has added a few to them."""
    came_back(creek)
    whole = announcing.texts_to_translate(creek.session, creek.district, "es", NOW).decode()
    begins = whole.index('msgctxt "ballot_link/email/text"')
    body = whole[begins:].partition("\n\n")[0].replace("boleta", "papeleta")
    for po in (body, whole[:begins] + body + "\n"):
        taken = announcing.take_translation(
            creek.session, creek.district, "es", po.encode(), now=NOW, by=CLERK
        )
        assert [one.finding.code for one in taken.faults] == ["mixed"]
    same = announcing.take_translation(creek.session, creek.district, "es", whole.encode(), now=NOW)
    assert same.texts == {}
    (draft,) = announcing.drafts(creek.session, creek.district.id)
    assert draft.imported_by == TECHNICIAN
    announcing.approve_text(creek.session, draft, now=NOW, by=CLERK)
    announcing.take_translation(creek.session, creek.district, "es", body.encode(), now=NOW, by=CLERK)
    (draft,) = announcing.drafts(creek.session, creek.district.id)
    assert (draft.imported_by, "papeleta" in draft.body) == (CLERK, True)
    assert draft.subject.endswith(THE_NEW)


def test_approved_words_that_somebody_changed_in_the_database_do_not_go_out(creek: TallowCreek) -> None:
    draft = came_back(creek)
    draft.subject = "{school}: vote por mi"
    with pytest.raises(Refused) as refused:
        announcing.approve_text(creek.session, draft, now=NOW, by=CLERK)
    assert refused.value.decision.codes == ("words_changed",)
    draft.subject = f"{{school}}: {THE_NEW}"
    announcing.approve_text(creek.session, draft, now=NOW, by=CLERK)
    draft.subject = "{school}: vote por mi"
    assert subject(creek) == THE_OLD


def test_once_the_english_has_changed_it_is_stale_and_not_used(
    creek: TallowCreek, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = came_back(creek)
    announcing.approve_text(creek.session, draft, now=NOW, by=CLERK)
    draft.source = "0" * 64
    assert is_stale(draft)
    assert subject(creek) == THE_OLD
    with pytest.raises(Refused) as refused:
        announcing.approve_text(creek.session, draft, now=NOW, by=uuid4())
    assert refused.value.decision.codes == ("stale",)


@pytest.mark.parametrize("language", own_words.translated_languages())
def test_every_text_that_ships_can_be_imported_as_it_is(language: str) -> None:
    """The lengths that import allows are those with which the product's own texts were written."""
    english, known = own_words.shipped_in("en"), own_words.shipped_in(language)
    po = own_words.export(english, known, language=language, now=NOW)
    taken = own_words.take(po, english, {}, language=language, samples=own_words.USUAL_VALUES)
    assert taken.faults == ()
    assert dict(taken.texts) == known
