"""Publishing a notice on the council's web page and in its feed, for everybody, in each of its languages.

It is published when it is handed over here, and counts as the kind "web" from that day (requirements 1.15, notice).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Council, Election
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.rules.words import say
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.judging import may_send
from ballot_service.services.announcing.kinds import BEFORE_A_ROLL, Announcing
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.preparing import Announcement, prepare
from ballot_service.services.noticing import record_notice
from outreach.channels import feed

ON_THE_WEB = (feed.WEB.name,)
EVERYBODY = "everybody"
"""The recipient of what is published."""
AT_ONCE = timedelta(minutes=1)
"""Handed over in the same transaction; nothing waits."""
PUBLISHABLE = (*BEFORE_A_ROLL, Announcing.ELECTION_NOTICE, Announcing.RESULT)


@dataclass(frozen=True, kw_only=True)
class Published:
    """One notice on the page: its texts by language, and since when each is public (UTC)."""

    notice: outreach.OutreachNotice
    election: Election
    texts: Mapping[str, tuple[str, str]]
    """Title and words, by language."""
    published_at: Mapping[str, datetime]
    is_newest: bool
    """Whether no later version of the same notice is on the page."""


def page_address(origin: str, council: Council, slug: str) -> str:
    """The whole address of the page on which a council's notices are published."""
    return f"{origin}/{slug}/councils/{council.id}/notices"


def ready_for_the_web(
    session: Session, election: Election, kind: Announcing, *, origin: str, speak: Speak, now: datetime
) -> Announcement:
    """The notice with the words that would be published `now` (aware)."""
    return prepare(session, election, kind, origin=origin, speak=speak, channels=ON_THE_WEB, now=now)


def publish_notice(
    session: Session,
    election: Election,
    kind: Announcing,
    *,
    origin: str,
    speak: Speak,
    now: datetime,
    by: UUID,
) -> int:
    """Puts a notice on the council's page and into its feed; answers in how many languages it is new there.

    `now` is aware. The same words again add nothing. Raises Refused as sending them would (`may_send`).
    """
    announcement = ready_for_the_web(session, election, kind, origin=origin, speak=speak, now=now)
    objections = may_send(session, election, announcement, now=now, by=by)
    if not objections.allowed:
        raise Refused.for_election("publish_notice", objections, election)
    notice = announcement.notice
    notice_id = outreach.approve(session, notice, approved_by=str(by), now=now)
    page = page_address(origin, election.council, election.district.slug)
    tags = sorted(text.language for text in notice.texts if text.channel == feed.WEB.name)
    added = outreach.enqueue(
        session,
        notice,
        [_everybody(tag, page) for tag in tags],
        now=now,
        expires_at=now + AT_ONCE,
        channels=ON_THE_WEB,
    )
    if not added:
        return 0
    sender = feed.open_sender(feed.Settings())
    outreach.hand_over(session, notice_id, feed.WEB.name, sender, lambda _link: {}, now=now, by=str(by))
    for tag in tags if kind is Announcing.ELECTION_NOTICE else ():
        _in_the_ledger(session, election, tag, page, notice_id, now)
    details = {
        "notice": str(notice_id),
        "kind": kind.value,
        "fingerprint": notice.fingerprint,
        "languages": tags,
    }
    trail.of_election(session, election, "publish_notice", now=now, by=by, details=details)
    return added.total()


def _in_the_ledger(
    session: Session, election: Election, language: str, page: str, notice_id: UUID, now: datetime
) -> None:
    record_notice(
        session,
        election,
        kind=NoticeKind.WEB,
        language=language,
        place=page,
        published_at=now,
        outreach_notice=notice_id,
        now=now,
    )


def _everybody(language: str, page: str) -> outreach.Recipient:
    return outreach.Recipient(
        reference=f"{EVERYBODY}-{language}",
        language=language,
        contact_points=(outreach.ContactPoint(channel=feed.WEB.name, address=page),),
    )


def published_notices(session: Session, council: Council) -> Sequence[Published]:
    """Everything on a council's page, newest first."""
    elections = {
        str(row.id): row for row in session.scalars(select(Election).where(Election.council_id == council.id))
    }
    table, notice, attempt = outreach.Delivery, outreach.OutreachNotice, outreach.Attempt
    rows = session.execute(
        select(notice, table.language, table.subject, table.body, attempt.finished_at)
        .join(table, table.notice_id == notice.id)
        .join(attempt, attempt.delivery_id == table.id)
        .where(notice.scope.in_(elections), table.channel == feed.WEB.name)
        .where(table.status == outreach.DeliveryStatus.SENT, attempt.outcome == outreach.Answer.ACCEPTED)
        .order_by(attempt.finished_at.desc(), notice.version.desc())
    )
    found: dict[UUID, Published] = {}
    seen: set[tuple[str, str]] = set()
    for row, tag, subject, body, finished_at in rows:
        at = finished_at or row.approved_at
        if row.id not in found:
            key = (row.scope, row.name)
            found[row.id] = Published(
                notice=row,
                election=elections[row.scope],
                texts={},
                published_at={},
                is_newest=key not in seen,
            )
            seen.add(key)
        one = found[row.id]
        found[row.id] = Published(
            notice=row,
            election=one.election,
            texts={**one.texts, tag: (subject, body)},
            published_at={**one.published_at, tag: at},
            is_newest=one.is_newest,
        )
    return list(found.values())


def feed_of(
    found: Sequence[Published],
    council: Council,
    author: str,
    language: str,
    *,
    page: str,
    feeds: Mapping[str, str],
    speak: Speak,
) -> tuple[bytes, str]:
    """The feed in one language, in which something was published, and its content type.

    `page` and `feeds` (by language) are whole addresses; `author` is who publishes.
    """
    title = speak(language, say("Notices: {council}", council=council.name_in(language)))
    made = feed.Feed(
        key=council.id,
        language=language,
        title=title,
        author=author,
        address=feeds[language],
        page=page,
        entries=[_entry(one, language, page) for one in found if language in one.texts],
        others={tag: address for tag, address in feeds.items() if tag != language},
    )
    return feed.atom(made), feed.CONTENT_TYPE


def _entry(one: Published, language: str, page: str) -> feed.Entry:
    title, body = one.texts[language]
    return feed.Entry(
        key=one.notice.id,
        title=title,
        body=body,
        published_at=one.published_at[language],
        page=f"{page}#{one.notice.id}-{language}",
    )
