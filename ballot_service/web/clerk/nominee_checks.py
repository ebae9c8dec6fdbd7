"""What a clerk should look at before the ballot is frozen: two forms of one person, a statement not translated."""

from __future__ import annotations

from ballot_service.models import Candidate, Contest, PreElectionStatus
from ballot_service.rules.languages import language_name
from ballot_service.rules.likeness import Likeness, name_likeness
from ballot_service.rules.words import Sentence
from ballot_service.services.facts import settings_of
from ballot_service.services.statements import entered_statements

GONE = (PreElectionStatus.REFUSED, PreElectionStatus.WITHDRAWN)


def alike_in(contest: Contest, name: str) -> list[Candidate]:
    """Those who stand for these seats already under the same name or one much like it. It may be somebody else."""
    return [
        candidate
        for candidate in contest.candidates
        if candidate.pre_election_status is not PreElectionStatus.WITHDRAWN
        and name_likeness(candidate.name, name) is not Likeness.DIFFERENT
    ]


def statement_missing_in(candidate: Candidate) -> tuple[Sentence, ...]:
    """The election's languages in which a statement is missing that stands there in another one."""
    if candidate.pre_election_status in GONE or not any(candidate.statements.values()):
        return ()
    wanted = settings_of(candidate.contest.election).required_languages
    entered = entered_statements(candidate)
    return tuple(language_name(tag) for tag in wanted if not entered.get(tag))
