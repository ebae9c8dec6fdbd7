"""The notice ledger: what was published, where, when and in which language, with the proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Election, NoticeRecord, StoredFile
from ballot_service.rules.calendar import local_date
from ballot_service.rules.decision import Decision
from ballot_service.rules.notice import adequate_notice, notice_given
from ballot_service.rules.notice_entry import NoticeEntry, may_record_notice
from ballot_service.rules.notice_ledger import Moment, Notice, NoticeFacts, NoticeKind
from ballot_service.rules.words import Sentence, say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.facts import settings_of
from ballot_service.storage import Storage


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A photo, screenshot or copy of a notice."""

    name: str
    media_type: str
    content: bytes


def record_notice(
    session: Session,
    election: Election,
    *,
    kind: NoticeKind,
    language: str,
    place: str,
    published_at: datetime,
    now: datetime,
    by: UUID | None = None,
    names_opening_at: datetime | None = None,
    evidence: Evidence | None = None,
    storage: Storage | None = None,
    witness: str = "",
    outreach_notice: UUID | None = None,
) -> NoticeRecord:
    """Enters one published notice. Raises Refused for a day in the future or a late entry without proof (1.15).

    A notice that the service sent itself (`outreach_notice`) is its own proof: the outbox wrote down the moment, so
    the line is never late, however soon after midnight it is entered.
    """
    entered_at = now if outreach_notice is None else published_at
    entry = _entry(election, kind, language, published_at, entered_at, evidence, witness)
    asked, decision = _asked_for(election, entry)
    record = NoticeRecord(
        district_id=election.district_id,
        election_id=election.id,
        kind=kind,
        language=language,
        place=place,
        published_at=published_at,
        names_opening_at=names_opening_at or election.opens_at,
        evidence=keep_file(session, election.district_id, evidence, storage, now)
        if evidence and storage
        else None,
        witness=witness.strip(),
        entered_by=by,
        entered_at=now,
        is_late_entry="entered_late" in decision.codes,
        outreach_notice=outreach_notice,
    )
    session.add(record)
    session.flush()
    keep_for(session, election, asked, subject_id=record.id, now=now)
    said: dict[trail.Field, str] = {"place": place, "witness": witness}
    details = _details(record)
    trail.of_election(
        session, election, "record_notice", now=now, by=by, subject_id=record.id, details=details, words=said
    )
    return record


def _entry(
    election: Election,
    kind: NoticeKind,
    language: str,
    published_at: datetime,
    entered_at: datetime,
    evidence: Evidence | None,
    witness: str,
) -> NoticeEntry:
    return NoticeEntry(
        kind=kind,
        language=language,
        published_at=published_at,
        entered_at=entered_at,
        zone=election.district.zone,
        has_photo=evidence is not None,
        has_witness=bool(witness.strip()),
    )


def _asked_for(election: Election, entry: NoticeEntry) -> tuple[Asked, Decision]:
    """What the rule says to the entry. Raises Refused."""
    asked, decision = Asked(rule="may_record_notice", facts=entry), may_record_notice(entry)
    if not decision.allowed:
        raise Refused.for_election("record_notice", decision, election, asked=(asked,))
    return asked, decision


def _details(record: NoticeRecord) -> dict[str, object]:
    return {
        "kind": record.kind.value,
        "language": record.language,
        "published_at": record.published_at.isoformat(),
        "names_opening_at": record.names_opening_at.isoformat(),
        "evidence": record.evidence.sha256 if record.evidence else None,
        "is_late_entry": record.is_late_entry,
    }


def keep_file(
    session: Session, district_id: UUID, evidence: Evidence, storage: Storage, now: datetime
) -> StoredFile:
    """Keeps a file once a district, under its hash."""
    name = storage.keep(evidence.content)
    row = session.scalar(
        select(StoredFile).where(StoredFile.district_id == district_id, StoredFile.sha256 == name)
    )
    if row is None:
        row = StoredFile(
            district_id=district_id,
            sha256=name,
            name=evidence.name,
            media_type=evidence.media_type,
            size=len(evidence.content),
            kept_at=now,
        )
        session.add(row)
        session.flush()
    return row


def void_notice(
    session: Session,
    election: Election,
    record: NoticeRecord,
    reason: str,
    *,
    now: datetime,
    by: UUID | None = None,
) -> None:
    """Takes back an entry made by mistake. The line stays, marked, and no longer counts.

    An opening that was confirmed on the strength of it has to be confirmed again, unless voting has begun.
    """
    record.voided_at = now
    record.voided_reason = reason
    session.flush()
    stands = election.opening_confirmed_at is None or now >= election.opens_at
    if not stands:
        facts = notice_facts(session, election, now)
        keep_for(session, election, Asked(rule="adequate_notice", facts=facts), now=now)
        stands = adequate_notice(facts).allowed
    if not stands:
        election.opening_confirmed_at = election.roll_frozen_at = None
        session.flush()
    trail.of_election(
        session,
        election,
        "void_notice",
        now=now,
        by=by,
        subject_id=record.id,
        details={"opening_stands": stands},
        words={"reason": reason},
    )


def ledger(session: Session, election: Election) -> list[NoticeRecord]:
    """Every line, oldest first, voided ones too."""
    return list(
        session.scalars(
            select(NoticeRecord)
            .where(NoticeRecord.election_id == election.id)
            .order_by(NoticeRecord.published_at, NoticeRecord.kind, NoticeRecord.language)
        )
    )


def notice_facts(
    session: Session,
    election: Election,
    now: datetime,
    *,
    moment: Moment = Moment.OPENING,
    opens_at: datetime | None = None,
) -> NoticeFacts:
    """The ledger and the settings, as the gate judges them."""
    settings, zone = settings_of(election), election.district.zone
    return NoticeFacts(
        opens_at=opens_at or election.opens_at,
        zone=zone,
        asked_on=local_date(now, zone),
        notices=tuple(_fact(record, zone) for record in ledger(session, election)),
        moment=moment,
        min_notice_days=settings.min_notice_days,
        notice_counting=settings.notice_counting,
        notice_min_channels=settings.notice_min_channels,
        required_languages=settings.required_languages,
    )


def _fact(record: NoticeRecord, zone: str) -> Notice:
    return Notice(
        kind=record.kind,
        language=record.language,
        published_at=record.published_at,
        opening_named_on=local_date(record.names_opening_at, zone),
        audience=record.audience,
        voided=record.voided_at is not None,
    )


def notice_standing(session: Session, election: Election, now: datetime) -> Decision:
    """How notice stands for the planned opening, and what can still be published in time."""
    return adequate_notice(notice_facts(session, election, now, moment=Moment.SCHEDULING))


def notice_summary(session: Session, election: Election) -> Sentence:
    """What the certificate prints: days, channels and languages of the notice given (S1)."""
    given = notice_given(notice_facts(session, election, election.opens_at))
    if given is None:
        return say("Notice was not complete when voting opened.")
    return say(
        "Notice: {days} days, {channels} channels, {languages} languages.",
        days=given.days,
        channels=given.channels,
        languages=len(given.languages),
    )
