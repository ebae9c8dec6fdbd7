"""What stands between the words of a notice and their sending: the time, the ballot, the texts, a second person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Election, TrailEntry
from ballot_service.rules.decision import Decision, Reason, Weight
from ballot_service.rules.words import Sentence, say
from ballot_service.services import trail
from ballot_service.services.announcing.coming_sessions import sessions_to_come
from ballot_service.services.announcing.early_times import against_a_call, against_inviting
from ballot_service.services.announcing.kinds import TELLS_WHO_VOTED, WITH_A_LINK, Announcing
from ballot_service.services.announcing.linting import remarks
from ballot_service.services.announcing.preparing import Announcement
from ballot_service.services.facts import settings_of
from ballot_service.services.voting_again import was_corrected

SEND_SOURCE = "R048, R049; CEC Guidance 2022, p. 8; requirements 1.15, notice"
CLOSED = say("Voting is over, so there is nothing to send.")
PAUSED = say("Voting is paused, because the ballot is being corrected.")
NOT_CORRECTED = say("There is no corrected ballot on which people can vote now.")
NOT_OPEN = say("Voting is not open yet, so there is nobody to remind.")
TOO_LATE = say("Voting would close before all reminders have had their turn.")
NOT_CERTIFIED = say("The result is not certified yet, so it may still change.")
NOT_FROZEN = say("The ballot is not frozen yet, so its fingerprint cannot be in the message.")


def may_send(
    session: Session, election: Election, announcement: Announcement, *, now: datetime, by: UUID | None
) -> Decision:
    """What stands between these words and their sending."""
    reasons = [*_out_of_time(session, election, announcement, now)]
    if announcement.kind is Announcing.BALLOT_LINK and election.manifest is None:
        reasons.append(_refusal("ballot_not_frozen", NOT_FROZEN, say("Freeze the ballot first.")))
    said = remarks(session, election, announcement, now)
    reasons += [one.reason for one in said if one.reason.weight is Weight.REFUSES]
    needs_two = settings_of(election).two_person_notice_approval
    if needs_two and not _approvers(session, election, announcement) - {str(by)}:
        sentence = say("This council wants two people to read a notice before it goes out.")
        remedy = say("Ask another clerk to read these texts and approve them. Then you can send them.")
        reasons.append(_refusal("second_person_missing", sentence, remedy))
    return Decision(reasons=tuple(reasons))


def _out_of_time(
    session: Session, election: Election, announcement: Announcement, now: datetime
) -> Iterable[Reason]:
    """What says that it is too early or too late for this kind of notice."""
    kind = announcement.kind
    if kind is Announcing.RESULT:
        certified = election.certified_at is not None
        return (
            () if certified else [_refusal("not_certified", NOT_CERTIFIED, say("Certify the result first."))]
        )
    if kind is Announcing.INFORMATION_SESSION:
        return against_inviting(election, sessions_to_come(session, election, now))
    if kind is Announcing.CALL_FOR_FORMS:
        return against_a_call(election, now)
    if election.is_closed(now):
        return [_refusal("voting_over", CLOSED, say("The result page tells people how it went."))]
    if kind is Announcing.BALLOT_CORRECTED and (
        not was_corrected(election) or election.paused_at is not None
    ):
        return [_refusal("not_corrected", NOT_CORRECTED, say("Correct the ballot first."))]
    if kind in WITH_A_LINK and election.paused_at is not None:
        return [_refusal("voting_paused", PAUSED, say("Correct the ballot first."))]
    return _no_time_to_remind(election, announcement, now) if kind in TELLS_WHO_VOTED else ()


def _no_time_to_remind(election: Election, announcement: Announcement, now: datetime) -> list[Reason]:
    if now < election.opens_at:
        return [
            _refusal(
                "not_open_yet", NOT_OPEN, say("Send the ballot links first. Remind once voting is open.")
            )
        ]
    if now + announcement.over < election.closes_at:
        return []
    remedy = say("Choose fewer hours. What has not gone out at the close is never sent.")
    return [_refusal("reminder_too_late", TOO_LATE, remedy)]


def _refusal(code: str, sentence: Sentence, remedy: Sentence) -> Reason:
    return Reason(code=code, sentence=sentence, source=SEND_SOURCE, remedy=remedy)


def approve_words(
    session: Session, election: Election, announcement: Announcement, *, now: datetime, by: UUID
) -> None:
    """A person has read these very words and stands for them (setting `two_person_notice_approval`)."""
    details = {"notice": announcement.kind.value, "fingerprint": announcement.notice.fingerprint}
    trail.of_election(session, election, "approve_notice", now=now, by=by, details=details)


def _approvers(session: Session, election: Election, announcement: Announcement) -> set[str]:
    approvals = select(TrailEntry).where(
        TrailEntry.chain_id == election.id, TrailEntry.act == "approve_notice"
    )
    wanted = announcement.notice.fingerprint
    return {
        e.document["by"] for e in session.scalars(approvals) if e.document["details"]["fingerprint"] == wanted
    }
