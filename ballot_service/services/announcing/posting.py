"""A post on a social network by the district's connected account: queued once, and followed like any message.

Where the council wants two people to read each notice, a post is one: another person approves the very words first.
The text is the one that a person would copy. What the network has is entered as out by `placing`; whatever goes wrong
leaves the task where it was, with a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election, Placement, TrailEntry
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.children import children_known
from ballot_service.services.announcing.linting import reason_of
from ballot_service.services.facts import settings_of
from outreach import lint
from outreach.channels.social import SOCIAL
from outreach.wording import one_line

PURPOSE = "social_post"
SOURCE = "Requirements 1.3; the guidance asks for none, so a council chooses it."


def queue_post(session: Session, row: Placement, texts: Mapping[str, str], *, now: datetime, by: UUID) -> int:
    """Hands the texts (by language) to the district's account; answers how many are new. Twice is as good as once.

    `now` is aware. Nothing is sent after voting has closed. Raises Refused where `may_post` says no.
    """
    session.execute(select(Placement.id).where(Placement.id == row.id).with_for_update())
    if not texts or posts_of(session, row.id):
        return 0
    decision = may_post(session, row, texts, now=now, by=by)
    if not decision.allowed:
        raise Refused.for_election("publish_post", decision, row.election, row.id)
    notice = _notice(row, texts)
    outreach.approve(session, notice, approved_by=str(by), now=now)
    added = outreach.enqueue(
        session,
        notice,
        [_account(row, tag) for tag in texts],
        now=now,
        expires_at=row.election.closes_at,
        purpose_class=outreach.PurposeClass.NEWS,
    )
    trail.of_election(
        session,
        row.election,
        "publish_post",
        now=now,
        by=by,
        subject_id=row.id,
        details={"languages": sorted(texts), "fingerprint": notice.fingerprint},
    )
    return added.total()


def may_post(
    session: Session, row: Placement, texts: Mapping[str, str], *, now: datetime, by: UUID | None
) -> Decision:
    """Whether these words name no child, and somebody else has approved them where the council wants two to read."""
    return Decision(
        reasons=(*_naming_children(session, row, texts, now), *_read_by_two(session, row, texts, by))
    )


def _naming_children(
    session: Session, row: Placement, texts: Mapping[str, str], now: datetime
) -> Iterator[Reason]:
    children = children_known(session, row.election, now)
    for tag, words in sorted(texts.items()):
        text = outreach.Text(language=tag, channel=SOCIAL.name, body=words)
        yield from (reason_of(one) for one in lint.children_named(text, children))


def _read_by_two(
    session: Session, row: Placement, texts: Mapping[str, str], by: UUID | None
) -> tuple[Reason, ...]:
    needs_two = settings_of(row.election).two_person_notice_approval
    if not needs_two or _readers(session, row.election_id, fingerprint_of_post(row, texts)) - {str(by)}:
        return ()
    reason = Reason(
        code="second_person_missing",
        sentence=say("This council wants two people to read a notice before it goes out."),
        source=SOURCE,
        remedy=say("Ask another clerk to read these texts and approve them. Then you can send them."),
    )
    return (reason,)


def approve_post(
    session: Session, row: Placement, texts: Mapping[str, str], *, now: datetime, by: UUID
) -> None:
    """A person has read these very words and stands for them. `now` is aware."""
    trail.of_election(
        session,
        row.election,
        "approve_notice",
        now=now,
        by=by,
        subject_id=row.id,
        details={"notice": PURPOSE, "fingerprint": fingerprint_of_post(row, texts)},
    )


def fingerprint_of_post(row: Placement, texts: Mapping[str, str]) -> str:
    """Which words were read; empty where there are none."""
    return _notice(row, texts).fingerprint if texts else ""


def _readers(session: Session, election_id: UUID, fingerprint: str) -> set[str]:
    """Who has approved these words; the fingerprint covers the place too."""
    approvals = session.scalars(
        select(TrailEntry).where(
            TrailEntry.chain_id == election_id,
            TrailEntry.act == "approve_notice",
        )
    )
    return {e.document["by"] for e in approvals if e.document["details"]["fingerprint"] == fingerprint}


def _notice(row: Placement, texts: Mapping[str, str]) -> outreach.Notice:
    return outreach.Notice(
        scope=str(row.election_id),
        name=f"{PURPOSE}_{row.id.hex}",
        version=1,
        purpose=PURPOSE,
        texts=tuple(
            outreach.Text(language=tag, channel=SOCIAL.name, body=_without_braces(words))
            for tag, words in texts.items()
        ),
    )


def posts_of(session: Session, placement_id: UUID) -> Mapping[str, outreach.DeliveryStatus]:
    """How the post at one place stands, by language; empty where it was never handed over."""
    table = outreach.Delivery
    rows = session.execute(
        select(table.language, table.status)
        .where(table.channel == SOCIAL.name, table.recipient == str(placement_id))
        .order_by(table.language)
    )
    return {row.language: row.status for row in rows}


def posted(session: Session) -> Mapping[UUID, datetime]:
    """The places whose posts are out in every language, and since when (UTC)."""
    table, attempt = outreach.Delivery, outreach.Attempt
    rows = session.execute(
        select(
            table.recipient,
            func.max(attempt.finished_at, type_=outreach.UtcTime()).label("at"),
            func.count(table.id.distinct())
            .filter(table.status != outreach.DeliveryStatus.SENT)
            .label("open"),
        )
        .join(attempt, (attempt.delivery_id == table.id) & (attempt.number == table.tries), isouter=True)
        .where(table.channel == SOCIAL.name)
        .group_by(table.recipient)
    )
    return {UUID(row.recipient): row.at for row in rows if not row.open and row.at is not None}


def _account(row: Placement, language: str) -> outreach.Recipient:
    election: Election = row.election
    return outreach.Recipient(
        reference=str(row.id),
        language=language,
        contact_points=(outreach.ContactPoint(channel=SOCIAL.name, address=election.district.slug),),
        occasion=language,
    )


def _without_braces(words: str) -> str:
    """A school's name with a brace must not look like a placeholder."""
    return "\n".join(one_line(line) for line in words.split("\n"))
