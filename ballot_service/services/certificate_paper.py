"""The certificate on paper: the same words and fingerprints as on its page, with room for two signatures in ink."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from ballot_service.models import Certificate, Election
from ballot_service.printing.reports import Column, Report, Section
from ballot_service.rules.words import Sentence, say
from ballot_service.sealing.canonical import in_groups
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.facts import title_of
from ballot_service.services.paper_parts import Tongue
from ballot_service.services.runoffs.telling import left_to_runoff

InOffice = Callable[[str], Sentence | str]
"""Says in what capacity somebody signed."""
FIRST_PRINT = say("Election fingerprint, fixed before voting opened:")
RECORD_PRINT = say("Record fingerprint, fixed with this certificate:")
PRINT_BEFORE = say("Record fingerprint of the certificate before this one:")
CHECK = say("Anybody who has the audit bundle can check it against these two lines, without us.")
WORKS, DOES_NOT = say("Works for the district."), say("Does not work for the district.")


def certificate_report(
    election: Election,
    row: Certificate,
    statements: Sequence[Sentence],
    *,
    is_newest: bool,
    in_office: InOffice,
    speak: Speak,
    language: str,
) -> Report:
    """One certificate in one language. Without `statements` they stand in English, as they were signed."""
    said, document = Tongue(speak, language), row.document
    when = row.certified_at.astimezone(election.zone)
    says = [said(say("Certified on {when}, version {version}.", when=when, version=row.version))]
    if not is_newest:
        says.append(
            said(say("A later certificate has taken the place of this one. It stays here as it was."))
        )
    rests = tuple(map(said, statements)) or tuple(document["statements"])
    return Report(
        language=language,
        title=said(say("Certificate of election")),
        council=f"{election.council.name_in(language)}: {election.title_in(language)}",
        says=tuple(says),
        sections=(
            *_seats(election, document, said),
            Section(heading=said(say("What it rests on")), language="" if statements else "en", lines=rests),
            _certifiers(election, document, said, in_office),
            Section(heading=said(say("Fingerprints")), lines=tuple(_prints(row, said))),
        ),
    )


def _seats(election: Election, document: dict[str, Any], said: Tongue) -> Iterator[Section]:
    titles = {str(contest.id): title_of(contest) for contest in election.contests}
    for seat in document["seats"]:
        lines = [_name(name, seat["by_lot"], said) for name in seat["elected"]]
        if seat["unfilled"]:
            lines.append(said(say("Unfilled seats: {number}.", number=seat["unfilled"])))
        if seat.get("runoff_on"):
            lines.append(said(left_to_runoff(seat)))
        yield Section(heading=said(titles[seat["contest"]]), lines=tuple(lines))


def _name(name: str, by_lot: Sequence[str], said: Tongue) -> str:
    return f"{name} ({said(say('decided by lot'))})" if name in by_lot else name


def _certifiers(election: Election, document: dict[str, Any], said: Tongue, in_office: InOffice) -> Section:
    speak, language = said.speak, said.language
    columns = (say("Name"), say("In what capacity"), say("Signed on"), say("Signature in ink"))
    return Section(
        heading=said(say("Who certified it")),
        columns=tuple(Column(label=said(one), share=2) for one in columns),
        rows=tuple(
            (
                one["name"],
                f"{speak(language, in_office(one['role']))}. {said(WORKS if one['is_employee'] else DOES_NOT)}",
                speak(language, _local(one["signed_at"], election)),
                "",
            )
            for one in document["certifiers"]
        ),
    )


def _local(moment: str, election: Election) -> datetime:
    return datetime.fromisoformat(moment).astimezone(election.zone)


def _prints(row: Certificate, said: Tongue) -> Iterator[str]:
    yield said(FIRST_PRINT)
    yield in_groups(row.document["election_fingerprint"])
    yield said(RECORD_PRINT)
    yield in_groups(row.record_fingerprint)
    if row.document.get("replaces"):
        yield said(PRINT_BEFORE)
        yield in_groups(row.document["replaces"])
    yield said(CHECK)
