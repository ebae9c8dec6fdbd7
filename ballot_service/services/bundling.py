"""The audit bundle and the certificate, gathered from the rows and written once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Certificate,
    CertificationSignature,
    Correction,
    Election,
    Envelope,
    LogLeaf,
    NoticeRecord,
    Recount,
    StoredFile,
)
from ballot_service.rules.calendar import local_date
from ballot_service.rules.coverage import coverage_report
from ballot_service.rules.election_settings import Electorate
from ballot_service.rules.electorates import WHO_IT_IS_FOR
from ballot_service.rules.presets import CouncilKind
from ballot_service.rules.setting_descriptions import CHOICE_WORDS
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.bundle import BundleContents, WrittenBundle, result_bytes, write_bundle
from ballot_service.sealing.canonical import fingerprint_of_bytes
from ballot_service.sealing.chain import ChainEntry
from ballot_service.sealing.documents import (
    CERTIFICATION_FORMAT,
    CertificationDocument,
    Certifier,
    NoticeLine,
    ResultDocument,
)
from ballot_service.sealing.envelope_list import ListedEnvelope
from ballot_service.sealing.keys import signing_key
from ballot_service.sealing.manifest import read_manifest
from ballot_service.sealing.recount import seats_filled
from ballot_service.sealing.shapes import write_shape
from ballot_service.services import trail
from ballot_service.services.counting import cast_vote_records
from ballot_service.services.facts import manifest_of, read_version, settings_of
from ballot_service.services.heads import heads_of
from ballot_service.services.noticing import notice_summary
from ballot_service.services.reconciling import ballot_account, dispositions
from ballot_service.services.rounds import round_of
from ballot_service.services.runoffs.rows import first_election
from ballot_service.services.runoffs.telling import runoff_days, runoff_statements
from ballot_service.services.seating import coverage_facts
from ballot_service.storage import Storage


def bundle(
    session: Session,
    election: Election,
    secret: bytes,
    result: ResultDocument,
    certification: CertificationDocument | None,
    made_at: datetime,
) -> WrittenBundle:
    """Everything an outsider needs to check this election, in one zip. The same rows give the same bytes."""
    contents = BundleContents(
        manifests=tuple(read_manifest(row.document) for row in election.manifests),
        envelopes=tuple(_envelopes(session, election)),
        heads=tuple(head.note for head in heads_of(session, election)),
        trail=tuple(
            ChainEntry(number=row.number, previous=row.previous_hash, hash=row.hash, document=row.document)
            for row in trail.entries(session, election.id)
        ),
        records=tuple(cast_vote_records(session, election)),
        account=ballot_account(session, election),
        notices=tuple(_notice_lines(session, election)),
        result=result,
        certification=certification,
        made_at=made_at,
    )
    return write_bundle(contents, signing_key(secret))


def store_bundle(
    session: Session,
    election: Election,
    secret: bytes,
    storage: Storage,
    result: ResultDocument,
    certification: CertificationDocument,
    *,
    now: datetime,
) -> Certificate:
    """Writes the bundle to storage, and the certificate that prints its fingerprint."""
    written = bundle(session, election, secret, result, certification, now)
    before = certificate_of(session, election)
    name = storage.keep(written.content)
    session.add(
        StoredFile(
            district_id=election.district_id,
            sha256=name,
            name=f"bundle-{election.id}.zip",
            media_type="application/zip",
            size=len(written.content),
            kept_at=now,
        )
    )
    certificate = Certificate(
        district_id=election.district_id,
        election_id=election.id,
        version=before.version + 1 if before else 1,
        round=round_of(session, election),
        document=write_shape(certification),
        record_fingerprint=written.record_fingerprint,
        bundle_hash=name,
        certified_at=now,
    )
    session.add(certificate)
    return certificate


def certificates_of(session: Session, election: Election) -> list[Certificate]:
    """Every certificate, the first one first; the last one counts."""
    rows = select(Certificate).where(Certificate.election_id == election.id).order_by(Certificate.version)
    return list(session.scalars(rows))


def certificate_of(session: Session, election: Election) -> Certificate | None:
    return session.scalar(
        select(Certificate)
        .where(Certificate.election_id == election.id)
        .order_by(Certificate.version.desc())
        .limit(1)
    )


def certification_document(
    session: Session,
    election: Election,
    result: ResultDocument,
    signed: Sequence[CertificationSignature],
    now: datetime,
) -> CertificationDocument:
    manifest = manifest_of(election)
    before = certificate_of(session, election)
    return CertificationDocument(
        format=CERTIFICATION_FORMAT,
        election_id=election.id,
        election_fingerprint=election_fingerprint(election),
        result=fingerprint_of_bytes(result_bytes(result)),
        certified_at=now,
        seats=seats_filled(manifest, result, runoff_days(session, election)),
        statements=tuple(str(each) for each in statements(session, election)),
        certifiers=tuple(
            Certifier(name=row.name, role=row.capacity, is_employee=row.is_employee, signed_at=row.signed_at)
            for row in signed
        ),
        replaces=before.record_fingerprint if before else "",
    )


def election_fingerprint(election: Election) -> str:
    """The election fingerprint: that of the newest manifest. Raises ValueError before the ballot is frozen."""
    if election.manifest is None:
        raise ValueError("the ballot is not frozen")
    return election.manifest.fingerprint


def statements(session: Session, election: Election) -> tuple[Sentence, ...]:
    """What the certificate must say in words: notice, who could not vote, who speaks for whom (S1, 1.12, S7)."""
    settings = settings_of(election)
    policy = CHOICE_WORDS[settings.voter_exclusion_policy]
    for_students = settings.electorate is Electorate.STUDENTS
    return (
        notice_summary(session, election),
        WHO_IT_IS_FOR[settings.electorate],
        *(() if for_students else (say("Who could not vote: {who}.", who=policy),)),
        *_coverage(session, election),
        *runoff_statements(session, election),
        *_corrections(election),
        *_later(session, election),
    )


def _corrections(election: Election) -> Iterator[Sentence]:
    """When and why the ballot was corrected, for whoever reads only the certificate."""
    for row in election.manifests:
        corrects = read_version(row).corrects
        if corrects:
            yield say(
                "The ballot was corrected on {when}, version {version}: {why}",
                when=row.frozen_at.astimezone(election.zone),
                version=row.version,
                why=corrects.reason,
            )


def _later(session: Session, election: Election) -> Iterator[Sentence]:
    """The recount and the corrections behind the result, the oldest first."""
    recounts = select(Recount).where(Recount.election_id == election.id, Recount.ended_at.is_not(None))
    for recount in session.scalars(recounts.order_by(Recount.ended_at)):
        on = local_date(recount.ended_at or recount.begun_at, election.district.zone)
        yield say("The ballots were counted again on request. The recount ended on {on}.", on=on)
    corrections = select(Correction).where(
        Correction.election_id == election.id, Correction.confirmed_at.is_not(None)
    )
    for row in session.scalars(corrections.order_by(Correction.confirmed_at)):
        on = local_date(row.confirmed_at or row.written_at, election.district.zone)
        yield say("The result was corrected on {on}. The reason: {reason}", on=on, reason=row.reason)


def _coverage(session: Session, election: Election) -> Iterator[Sentence]:
    """Who speaks for each school rated D or F on a district council, and the reason where nobody does (S7)."""
    if election.council.kind is not CouncilKind.DISTRICT:
        return
    for line in coverage_report(coverage_facts(session, election)):
        yield line.sentence
        if not line.is_represented:
            written = {**first_election(session, election).coverage_reasons, **election.coverage_reasons}
            yield say("The reason given: {reason}", reason=written.get(line.school, "–"))


def _envelopes(session: Session, election: Election) -> list[ListedEnvelope]:
    kinds = dispositions(session, election)
    rows = session.execute(
        select(Envelope)
        .join(LogLeaf, LogLeaf.envelope_hash == Envelope.hash)
        .where(Envelope.election_id == election.id)
        .order_by(LogLeaf.number)
    ).scalars()
    return [
        ListedEnvelope(
            hash=row.hash,
            manifest_version=row.manifest_version,
            disposition=kinds[row.id].value,
            sealed=row.sealed,
        )
        for row in rows
    ]


def _notice_lines(session: Session, election: Election) -> list[NoticeLine]:
    rows = session.execute(
        select(NoticeRecord, StoredFile.sha256)
        .outerjoin(StoredFile, StoredFile.id == NoticeRecord.evidence_id)
        .where(NoticeRecord.election_id == election.id)
        .order_by(NoticeRecord.published_at, NoticeRecord.kind, NoticeRecord.language, NoticeRecord.place)
    )
    return [
        NoticeLine(
            kind=row.kind.value,
            language=row.language,
            place=row.place,
            published_at=row.published_at,
            names_opening_at=row.names_opening_at,
            evidence=sha256,
            has_witness=bool(row.witness),
            is_late_entry=row.is_late_entry,
            is_void=row.voided_at is not None,
        )
        for row, sha256 in rows
    ]
