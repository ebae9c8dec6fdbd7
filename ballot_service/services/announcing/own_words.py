"""Texts of notices in a district's own translation: out to a translator, back as drafts, approved, and then used.

A text that ships with the product is used wherever the district has no approved one of its own. What was translated
from English words that have changed since is stale: it is not used, and says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.catalogues import BASE, shipped_languages
from ballot_service.models import District, Wording
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.notice_words import LINK_LETTERS
from ballot_service.services.announcing.texts_that_ship import book
from outreach.po_file import LARGEST, Fault
from outreach.translating import FIELDS, Key, Taken, Texts, beside_another, export, take

LARGEST_TRANSLATION = LARGEST
"""Bytes of a file that comes back."""
SOURCE = "Requirements 1.15, notice; R021, R022"
USUAL_VALUES: Mapping[str, str] = {
    "school": "Tallow Creek Middle School",
    "district": "Tallow Creek School District",
    "phone": "(601) 555-0100",
    "voter": "M. J****",
    "personal_link": "https://vote.example.org/v/" + "x" * LINK_LETTERS,
    "personal_code": "123456",
    "short_link": "https://vote.example.org/tallow-creek",
    "opens_short": "Tue 18 Nov, 7:00 a.m.",
    "closes_short": "Tue 18 Nov, 7:00 p.m.",
    "until_short": "18 Nov",
    "student": "Emma Thornton",
    "name": "Emma Thornton",
    "who_may_vote_short": "Age 18 or older may vote, not teachers or administrators.",
}
"""As long as usual ones, so that the length of a text message can be told before there is an election."""


def translated_languages() -> list[str]:
    """Those into which texts can be translated here: English is what they are translated from."""
    return [tag for tag in shipped_languages() if tag != BASE]


def shipped_in(language: str) -> dict[Key, outreach.Text]:
    """The texts of a language that ship with the product, by notice and channel."""
    found = book().texts
    return {(name, text.channel): text for name in found for text in found[name] if text.language == language}


def source_of(key: Key) -> str:
    """The fingerprint of the English words behind a text."""
    return fingerprint_of(shipped_in(BASE)[key])


def fingerprint_of(text: outreach.Text) -> str:
    """SHA-256 over subject, words and HTML of one text, in hexadecimal."""
    written = json.dumps([text.subject, text.body, text.html], ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def words_of(row: Wording) -> outreach.Text:
    return outreach.Text(
        language=row.language, channel=row.channel, subject=row.subject, body=row.body, html=row.html
    )


def own_book(session: Session, district_id: UUID) -> outreach.NoticeBook:
    """Every text as this district sends it: its own where it has approved one, else the one that ships."""
    own = {
        (row.notice, row.language, row.channel): words_of(row)
        for row in in_use(session, district_id)
        if is_sent(row)
    }
    if not own:
        return book()
    found = book().texts
    return outreach.NoticeBook(
        texts={
            name: tuple(own.get((name, text.language, text.channel), text) for text in found[name])
            for name in found
        }
    )


def is_stale(row: Wording) -> bool:
    """Whether the English text has changed since, or is gone."""
    english = shipped_in(BASE).get((row.notice, row.channel))
    return english is None or fingerprint_of(english) != row.source


def is_changed(row: Wording) -> bool:
    """Whether these are other words than those that were kept, and approved: changed behind the service's back."""
    return fingerprint_of(words_of(row)) != row.fingerprint


def is_sent(row: Wording) -> bool:
    """Whether an approved text goes out; one that does not is named on the clerk's page, with the reason."""
    return not is_stale(row) and not is_changed(row)


def _approved(session: Session, district_id: UUID) -> Sequence[Wording]:
    """Approved texts, the newest last, so that it is the one that stays."""
    query = select(Wording).where(Wording.district_id == district_id, Wording.approved_at.is_not(None))
    return session.scalars(query.order_by(Wording.approved_at, Wording.imported_at)).all()


def in_use(session: Session, district_id: UUID) -> list[Wording]:
    """The newest approved text of each notice, way and language; stale ones too, so that somebody sees them."""
    newest = {(row.notice, row.channel, row.language): row for row in _approved(session, district_id)}
    return [row for _key, row in sorted(newest.items())]


def drafts(session: Session, district_id: UUID) -> Sequence[Wording]:
    """What waits for somebody's approval, by language and notice."""
    query = select(Wording).where(Wording.district_id == district_id, Wording.approved_at.is_(None))
    return session.scalars(query.order_by(Wording.language, Wording.notice, Wording.channel)).all()


def _known(
    session: Session, district_id: UUID, language: str, waiting: Sequence[Wording]
) -> dict[Key, outreach.Text]:
    """The words of a language so far: drafts (`waiting`) before approved ones, those before the ones that ship."""
    own = [*_approved(session, district_id), *waiting]
    found = {
        (row.notice, row.channel): words_of(row)
        for row in own
        if row.language == language and not is_stale(row)
    }
    return {**shipped_in(language), **found}


def texts_to_translate(session: Session, district: District, language: str, now: datetime) -> bytes:
    """The PO file for a translator, with the words so far. `now` is aware."""
    known = _known(session, district.id, language, drafts(session, district.id))
    return export(shipped_in(BASE), known, language=language, now=now)


def take_translation(
    session: Session, district: District, language: str, data: bytes, *, now: datetime, by: UUID | None = None
) -> Taken:
    """Keeps what is in order in a PO file as drafts, in place of earlier drafts of the same texts.

    `now` is aware; `by` is None on the server's command line. What is refused changes nothing and is in the answer.
    """
    english: Texts = shipped_in(BASE)
    known = _known(session, district.id, language, drafts(session, district.id))
    taken = take(data, english, known, language=language, samples=USUAL_VALUES)
    taken = _without_mixed(session, district.id, language, taken, by)
    if not taken.texts:
        return taken
    for row in drafts(session, district.id):
        if row.language == language and (row.notice, row.channel) in taken.texts:
            session.delete(row)
    for key, text in taken.texts.items():
        session.add(
            Wording(
                district_id=district.id,
                notice=key[0],
                language=language,
                channel=key[1],
                subject=text.subject,
                body=text.body,
                html=text.html,
                fingerprint=fingerprint_of(text),
                source=source_of(key),
                imported_at=now,
                imported_by=by,
            )
        )
    details = {"language": language, "texts": len(taken.texts)}
    trail.of_district(session, district.id, "take_translation", now=now, by=by, details=details)
    return taken


def _without_mixed(
    session: Session, district_id: UUID, language: str, taken: Taken, by: UUID | None
) -> Taken:
    """Leaves out texts that would hold words from another person's draft beside new ones.

    They would count as brought in by the later person, and the earlier one could approve words that nobody else
    has read.
    """
    base = _known(session, district_id, language, ())
    mixed = []
    for row in drafts(session, district_id):
        key = (row.notice, row.channel)
        text, before = taken.texts.get(key), base.get(key)
        if row.language == language and row.imported_by not in (None, by) and text is not None:
            parts = [
                (getattr(row, name), getattr(text, name), getattr(before, name, ""))
                for name in FIELDS.values()
            ]
            if any(draft == new != old for draft, new, old in parts):
                mixed.append(key)
    faults = [Fault(line=0, entry="/".join(key), finding=beside_another()) for key in mixed]
    texts = {key: text for key, text in taken.texts.items() if key not in mixed}
    return replace(taken, texts=texts, faults=(*taken.faults, *faults))


def may_approve(row: Wording, by: UUID) -> Decision:
    """What stands between a draft and its approval by this person."""
    reasons = []
    if is_stale(row):
        sentence = say("The English text has changed since this was translated.")
        remedy = say("Export the texts again, have this one translated anew, and import it.")
        reasons.append(Reason(code="stale", sentence=sentence, source=SOURCE, remedy=remedy))
    if is_changed(row):
        sentence = say("These are not the words that were brought in. Somebody changed them in the database.")
        remedy = say("Tell the technician, and import the file again.")
        reasons.append(Reason(code="words_changed", sentence=sentence, source=SOURCE, remedy=remedy))
    if row.imported_by == by:
        sentence = say("You have brought in this text, so a second person has to read it.")
        remedy = say("Ask another clerk of the district to read and approve it.")
        reasons.append(Reason(code="second_person_missing", sentence=sentence, source=SOURCE, remedy=remedy))
    return Decision(reasons=tuple(reasons))


def approve_text(session: Session, row: Wording, *, now: datetime, by: UUID) -> None:
    """From now on this text goes out. Raises Refused when it is stale, or when the same person brought it in."""
    decision = may_approve(row, by)
    if not decision.allowed:
        raise Refused("approve_text", decision, district_id=row.district_id, subject_id=row.id)
    row.approved_at, row.approved_by = now, by
    details = {
        "notice": row.notice,
        "channel": row.channel,
        "language": row.language,
        "fingerprint": row.fingerprint,
        "english": row.source,
    }
    trail.of_district(
        session, row.district_id, "approve_text", subject_id=row.id, now=now, by=by, details=details
    )
