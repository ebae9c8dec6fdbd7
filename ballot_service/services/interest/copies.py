"""The copy of a form as it was filed: canonical JSON under its own hash, and a page that people can read (R031)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.models import InterestForm
from ballot_service.rules.interest import FormChannel
from ballot_service.rules.interest_words import BY_WORDS, CHANNEL_WORDS, PART_WORDS, YES_NO
from ballot_service.rules.languages import language_name
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.canonical import canonical_json, in_groups
from ballot_service.services.announcing import Speak
from ballot_service.services.facts import title_of
from ballot_service.services.noticing import Evidence, keep_file
from ballot_service.storage import Storage

PHOTO = say("Photo, which shows")
FORMAT = "interest-form-1"
Line = tuple[Sentence, object]


def as_filed(form: InterestForm) -> dict[str, Any]:
    """Everything the form said when it was filed, in plain JSON types. Moments are ISO 8601 in UTC."""
    photo = form.photo_as_filed
    return {
        "format": FORMAT,
        "election": str(form.election_id),
        "contest": str(form.contest_id),
        "seats": str(title_of(form.contest)),
        "receipt": form.receipt,
        "channel": form.channel.value,
        "filled_in_by": form.filled_in_by.value,
        "given_name": form.given_name,
        "family_name": form.family_name,
        "email": form.email,
        "phone": form.phone,
        "address": form.address,
        "language": form.language,
        "birth_date": form.birth_date.isoformat() if form.birth_date else None,
        "child_school": form.child_school.name if form.child_school else None,
        "student_school": form.student_school.name if form.student_school else None,
        "answers": dict(form.answers),
        "statement": form.statement,
        "is_signed": form.is_signed,
        "postmarked_on": form.postmarked_on.isoformat() if form.postmarked_on else None,
        "received_at": form.received_at.isoformat(),
        "filed_at": form.filed_at.isoformat(),
        "entered_by": str(form.entered_by) if form.entered_by else None,
        "scan": form.scan.sha256 if form.scan else None,
        **({"photo": photo.file.sha256, "photo_shows": photo.alternative_text} if photo else {}),
    }


def keep_copy(session: Session, form: InterestForm, storage: Storage, speak: Speak, now: datetime) -> None:
    """Keeps both copies and writes their hashes on the form."""
    form.filed_sha256 = storage.keep(canonical_json(as_filed(form)))
    page = Evidence(
        name=f"interest-form-{form.receipt}.html",
        media_type="text/html",
        content=readable(form, speak).encode(),
    )
    form.copy = keep_file(session, form.district_id, page, storage, now)


def lines_of(form: InterestForm) -> Iterator[Line]:
    """The form line by line: what was asked, and what was answered. Empty answers are left out."""
    values: dict[str, object] = {
        "given_name": form.given_name,
        "family_name": form.family_name,
        "email": form.email,
        "phone": form.phone,
        "address": form.address,
        "language": language_name(form.language),
        "birth_date": form.birth_date,
        "child_school": form.child_school.name if form.child_school else "",
        "student_school": form.student_school.name if form.student_school else "",
        "statement": form.statement,
    }
    for part, label in PART_WORDS.items():
        value = values.get(part) or form.answers.get(part)
        if value:
            yield label, YES_NO.get(value, value) if isinstance(value, str) else value
    if form.photo_as_filed is not None:
        yield PHOTO, form.photo_as_filed.alternative_text


def filing_lines(form: InterestForm) -> Iterator[Line]:
    """When and how the form came; moments on the district's clock."""
    zone = form.election.zone
    yield say("Receipt number"), form.receipt
    yield say("Seats"), title_of(form.contest)
    yield say("How the form came"), CHANNEL_WORDS[form.channel]
    yield say("Who filled it in"), BY_WORDS[form.filled_in_by]
    if form.channel is FormChannel.MAIL:
        yield say("Postmark"), form.postmarked_on or say("Cannot be read")
    yield say("Received"), form.received_at.astimezone(zone)
    if form.channel is not FormChannel.WEB:
        yield say("Entered by the office"), form.filed_at.astimezone(zone)
    yield say("Signed"), YES_NO["yes" if form.is_signed else "no"]


def readable(form: InterestForm, speak: Speak) -> str:
    """The copy as one small page in the person's language, without script, style or picture."""
    council, tag = form.election.council, form.language
    school = council.school.name if council.school else form.election.district.name
    title = speak(tag, say("Interest form"))
    lines = "\n".join(_row(speak, tag, line) for line in (*filing_lines(form), *lines_of(form)))
    mark = speak(
        tag, say("Fingerprint of this form: {fingerprint}", fingerprint=in_groups(form.filed_sha256))
    )
    return (
        f'<!doctype html>\n<html lang="{escape(tag)}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} {escape(form.receipt)}</title></head>\n<body>\n"
        f"<p>{escape(school)}<br>{escape(council.name_in(tag))}<br>{escape(form.election.title_in(tag))}</p>\n"
        f"<h1>{escape(title)}</h1>\n<dl>\n{lines}\n</dl>\n<p>{escape(mark)}</p>\n</body>\n</html>\n"
    )


def _row(speak: Speak, tag: str, line: Line) -> str:
    label, value = line
    said = speak(tag, value)
    return f'<dt>{escape(speak(tag, label))}</dt>\n<dd dir="auto">{escape(said)}</dd>'
