"""The proof of a notice, in one zip: a summary to read, every message as a row, the exact texts, approvals and hashes.

The same records give the same bytes. There are two: the whole one for the clerk, and a masked one for everybody else,
without names, addresses, personal words and providers' references.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Account, Election, NoticeRecord
from ballot_service.printing.reports import report_pdf
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.archive import pack
from ballot_service.sealing.records import plain_cell
from ballot_service.services.announcing.addressees import those_with
from ballot_service.services.announcing.names_of_recipients import name_of
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.packet_summary import summary
from ballot_service.services.announcing.proof_rows import SentMessage, files_of, masked, messages_of, texts_of
from ballot_service.services.announcing.proved import PROVED
from ballot_service.services.announcing.shipped import APPROVED_BY
from ballot_service.services.announcing.standing import STATUS_WORDS
from ballot_service.services.announcing.versions import sent_versions
from ballot_service.services.noticing import ledger

SERVICE, OFFICIAL = say("The service itself"), say("an official")
YES, NO = say("yes"), say("no")
MESSAGES = (
    say("Person"),
    say("Version"),
    say("Channel"),
    say("Language"),
    say("In place of a text in"),
    say("Address"),
    say("File of the text"),
    say("Approved"),
    say("Approved by"),
    say("Put on the list to send"),
    say("Tries"),
    say("Handed over"),
    say("Handed to"),
    say("Where it stands"),
    say("What came back"),
)
WHOLE = (say("Name"), say("Subject as sent"), say("Text as sent"), say("Provider’s reference"))
LEDGER = (
    say("How it was published"),
    say("Language"),
    say("Where"),
    say("Published"),
    say("Opening that it names"),
    say("Entered"),
    say("Entered late"),
    say("Sent by this service"),
    say("SHA-256 of the proof"),
    say("Taken back"),
    say("Witness"),
)
APPROVALS = (say("Version"), say("Fingerprint (SHA-256)"), say("Approved"), say("Approved by"))


@dataclass(frozen=True, kw_only=True)
class _Packet:
    """What goes into one zip, and how it is said."""

    session: Session
    election: Election
    notices: Sequence[outreach.OutreachNotice]
    messages: Sequence[SentMessage]
    lines: Sequence[NoticeRecord]
    speak: Speak
    whole: bool

    def say(self, sentence: Sentence) -> str:
        return self.speak(self.election.district.language, sentence)

    def at(self, moment: datetime | None) -> str:
        return moment.astimezone(self.election.zone).isoformat(timespec="seconds") if moment else ""

    def approver(self, row: outreach.OutreachNotice) -> str:
        if row.approved_by == APPROVED_BY:
            return self.say(SERVICE)
        account = self.session.get(Account, _id(row.approved_by)) if self.whole else None
        return account.name if account else self.say(OFFICIAL)


def evidence_packet(
    session: Session, election: Election, kind: str, *, speak: Speak, whole: bool
) -> bytes | None:
    """The zip of one kind of notice in the district's language; None while none was approved. Raises CannotPrint."""
    notices = list(reversed(sent_versions(session, election, kind)))
    if not notices:
        return None
    packet = _Packet(
        session=session,
        election=election,
        notices=notices,
        messages=messages_of(session, notices),
        lines=ledger(session, election),
        speak=speak,
        whole=whole,
    )
    told = summary(
        election, kind, notices, packet.messages, speak=speak, whole=whole, approver=packet.approver
    )
    files = {
        "summary.pdf": report_pdf(told, made_at=_as_of(packet)),
        "messages.csv": _messages(packet),
        "approvals.csv": _approvals(packet),
        "notice-ledger.csv": _ledger(packet),
        **{name: content for row in notices for name, content in files_of(session, row)},
        **{name: _text(text) for row in notices for name, text in texts_of(row)},
    }
    return pack({**files, "SHA256SUMS": _sums(files)})


def packets(session: Session, election: Election) -> list[str]:
    """The names of the notices of which there is a proof."""
    return [name for name in PROVED if sent_versions(session, election, name)]


def _as_of(packet: _Packet) -> datetime:
    """The moment of the last thing that is in it, so that the same records are printed alike."""
    entered = [line.voided_at or line.entered_at for line in packet.lines]
    approved = [row.approved_at for row in packet.notices]
    return max([*approved, *entered, *(one.last_change_at for one in packet.messages)])


def _messages(packet: _Packet) -> bytes:
    by_version = {row.version: row for row in packet.notices}
    written_to = {one.recipient for one in packet.messages} if packet.whole else set()
    people = those_with(packet.session, packet.election, written_to)
    names = {one: name_of(packet.session, people, one) for one in written_to}
    rows = [_cells(packet, one, by_version[one.version], names) for one in packet.messages]
    return _sheet(packet, (*MESSAGES, *(WHOLE if packet.whole else ())), rows)


def _cells(
    packet: _Packet, one: SentMessage, row: outreach.OutreachNotice, names: Mapping[str, str]
) -> list[str]:
    last = one.tries[-1] if one.tries else None
    open_cells = [
        str(one.number),
        str(one.version),
        one.channel,
        one.language,
        one.fallback_for,
        one.address if packet.whole else masked(one.channel, one.address),
        _file_of(row, one),
        packet.at(row.approved_at),
        packet.approver(row),
        packet.at(one.queued_at),
        str(len(one.tries)),
        packet.at(one.handed_over_at),
        last.sender if last else "",
        packet.say(STATUS_WORDS[one.status]),
        "; ".join(_came_back(packet, one)),
    ]
    if not packet.whole:
        return open_cells
    reference = next((each.provider_reference for each in reversed(one.tries) if each.provider_reference), "")
    return [*open_cells, names.get(one.recipient, ""), one.subject, one.body, reference]


def _file_of(row: outreach.OutreachNotice, one: SentMessage) -> str:
    """The file with the text; none for somebody in whose language there is no text."""
    wanted = (one.language, one.channel)
    return next((name for name, text in texts_of(row) if (text["language"], text["channel"]) == wanted), "")


def _came_back(packet: _Packet, one: SentMessage) -> Iterable[str]:
    """Why it never left; then answers to our tries and later reports, in the providers' own short words."""
    if one.ended_why:
        yield one.ended_why
    for each in one.tries:
        answer = each.outcome.value if each.outcome else "no_answer_yet"
        yield " ".join(part for part in (answer, each.error, packet.at(each.finished_at)) if part)
    for report in one.reports:
        yield " ".join(part for part in (report.name, report.error, packet.at(report.occurred_at)) if part)


def _approvals(packet: _Packet) -> bytes:
    rows = [
        [str(row.version), row.fingerprint, packet.at(row.approved_at), packet.approver(row)]
        for row in packet.notices
    ]
    return _sheet(packet, APPROVALS, rows)


def _ledger(packet: _Packet) -> bytes:
    return _sheet(packet, LEDGER, [_line(packet, line) for line in packet.lines])


def _line(packet: _Packet, line: NoticeRecord) -> list[str]:
    witness = line.witness if packet.whole or not line.witness else packet.say(YES)
    return [
        line.kind.value,
        line.language,
        line.place,
        packet.at(line.published_at),
        packet.at(line.names_opening_at),
        packet.at(line.entered_at),
        packet.say(YES if line.is_late_entry else NO),
        packet.say(YES if line.outreach_notice else NO),
        line.evidence.sha256 if line.evidence else "",
        packet.at(line.voided_at),
        witness,
    ]


def _sheet(packet: _Packet, head: Sequence[Sentence], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([packet.say(label) for label in head])
    for row in rows:
        writer.writerow([plain_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _text(text: Mapping[str, str]) -> bytes:
    parts = [text["subject"], text["body"], text["html"]]
    return "\n\n".join(part for part in parts if part).encode()


def _sums(files: Mapping[str, bytes]) -> bytes:
    """As `sha256sum --check` reads it."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def _id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
