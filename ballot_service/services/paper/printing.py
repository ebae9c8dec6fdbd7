"""Paper ballots and envelope sheets, filled from the frozen manifest: contests, names and order as on the screen."""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom
from typing import Any

from ballot_service.links import Links
from ballot_service.models import Candidate, Election, PaperEnvelope, PaperRun, RollStatus
from ballot_service.printing.letters import TypeSize
from ballot_service.printing.paper_ballots import (
    NUMBER,
    Choice,
    PaperBallot,
    PrintedContest,
    ReturnEnvelope,
    paper_ballots_pdf,
    return_envelope_pdf,
)
from ballot_service.rules.contests import Contest, contest_title
from ballot_service.rules.statements import shown_in
from ballot_service.rules.words import say
from ballot_service.sealing.manifest import Manifest, ManifestCandidate, read_manifest
from ballot_service.services.facts import contests_on
from ballot_service.services.paper.issuing import envelope_code
from ballot_service.services.paper_parts import Tongue
from ballot_service.services.papers import Made

INTENT = (
    say("A cross, a tick, a filled box or a circle around a name counts. Any clear mark is good."),
    say("Made a mistake? Ask for a new ballot. Or cross the mark out and write “no” beside it."),
    say("The small gray numbers only help us to count. They are no ranking."),
)
"""The voter intent standard, as it stands on the ballot: tellers read marks by the same sentences."""


def ballots_pdf(
    run: PaperRun,
    election: Election,
    made: Made,
    *,
    shuffle: Callable[[list[Any]], None] | None = None,
) -> bytes:
    """The ballots of a run. Their numbers come in a new random order: the stack must not tell who got which.

    Raises CannotPrint.
    """
    numbers = list(run.numbers["numbers"])
    (shuffle or SystemRandom().shuffle)(numbers)
    ballot = paper_ballot(election, read_manifest(run.manifest.document), Tongue(made.speak, run.language))
    return paper_ballots_pdf(ballot, numbers, made_at=made.made_at, size=_size(run.is_large))


def paper_ballot(election: Election, manifest: Manifest, said: Tongue) -> PaperBallot:
    """The ballot in one language, from one version of the manifest."""
    by_id = {contest.contest: contest for contest in contests_on(election, manifest.version)}
    rows = {str(each.id): each for contest in election.contests for each in contest.candidates}
    row = next(each for each in election.manifests if each.version == manifest.version)
    school = election.council.school
    return PaperBallot(
        language=said.language,
        school=school.name if school else election.district.name,
        council=election.council.name_in(said.language),
        title=said(say("Ballot: choose council members")),
        says=(
            said(say("Mark the box beside each name you choose, with a dark pen.")),
            said(say("You may leave any contest blank. Too many marks in a contest lose that contest only.")),
            *(said(line) for line in INTENT),
        ),
        good=said(say("Good marks look like this:")),
        marks=(said(say("a cross")), said(say("a tick"))),
        contests=tuple(
            _contest(by_id[contest.id], contest.candidates, rows, said) for contest in manifest.voted
        ),
        ends=(
            said(say("Never write your name on this ballot.")),
            said(
                say(
                    "Put it into the plain envelope, and that into the envelope with your name. Sign outside."
                )
            ),
            said(
                say("It must be with us, or postmarked, by {closes}."),
                closes=election.closes_at.astimezone(election.zone),
            ),
        ),
        fingerprint=(said(say("Fingerprint of this ballot:")), row.fingerprint),
        number_words=said(say("Ballot {number}"), number=NUMBER),
    )


def _contest(
    contest: Contest, candidates: tuple[ManifestCandidate, ...], rows: dict[str, Candidate], said: Tongue
) -> PrintedContest:
    one = contest.votes_allowed == 1
    kept = say("Kept for {school}: the person must be tied to that school. Everybody may vote for it.")
    return PrintedContest(
        title=said(contest_title(contest)),
        choose=said(say("Choose 1."))
        if one
        else said(say("Choose up to {number}."), number=contest.votes_allowed),
        says=(said(kept, school=contest.reserved_school),) if contest.reserved_school else (),
        choices=tuple(_choice(candidate, rows[candidate.id], said) for candidate in candidates),
    )


def _choice(candidate: ManifestCandidate, row: Candidate, said: Tongue) -> Choice:
    lines = [said(say("Works for the district"))] if row.is_personnel else []
    shown = shown_in(candidate.statements, candidate.own_language or None, said.language)
    if shown is not None:
        own = said(say("In the candidate's own words:"))
        lines.append(f"{own} {shown.text}" if shown.is_other_language else shown.text)
    return Choice(name=candidate.name, lines=tuple(lines))


def envelope_pdf(envelope: PaperEnvelope, election: Election, links: Links, made: Made) -> bytes:
    """The sheet for the outside of one voter's envelope, with its signed code. Raises CannotPrint."""
    said = Tongue(made.speak, envelope.language)
    district, person = election.district, envelope.roll_entry.person
    is_held = envelope.roll_entry.status is RollStatus.HELD
    address = envelope.request.address if envelope.request else ""
    closes = election.closes_at.astimezone(election.zone)
    sheet = ReturnEnvelope(
        language=envelope.language,
        title=said(say("Envelope for a paper ballot")),
        to_label=said(say("Send or bring it to:")),
        to=(district.name, *(line for line in district.postal_address.splitlines() if line.strip())),
        from_label=said(say("From the voter:")),
        voter=(person.name, *(line for line in address.splitlines() if line.strip() and line != person.name)),
        says=(
            said(
                say(
                    "Put the marked ballot into the plain envelope. Write nothing on that envelope, and close it."
                )
            ),
            said(
                say("Put the plain envelope into a second one. Close it, and fix this sheet to the outside.")
            ),
            said(say("Sign below. Without a signature we have to ask you before your ballot can count.")),
            said(say("It must be with us, or postmarked, by {closes}."), closes=closes),
            said(
                say(
                    "Your ballot link still works. Whichever ballot we accept first counts. Questions? Call {phone}."
                ),
                phone=district.phone,
            ),
        ),
        declaration=said(
            say("I am the voter named above, and I marked this ballot myself or asked for help with it.")
        ),
        signature=said(say("Signature")),
        day=said(say("Date")),
        code_says=said(say("Square code with the envelope's number. The same number stands under it.")),
        code=envelope_code(links, envelope),
        provisional=said(
            say(
                "Provisional: this ballot stays sealed and apart until a person decides that the voter may vote."
            )
        )
        if is_held
        else "",
    )
    return return_envelope_pdf(sheet, made_at=made.made_at, size=_size(envelope.is_large))


def _size(is_large: bool) -> TypeSize:
    return TypeSize.LARGE if is_large else TypeSize.PLAIN
