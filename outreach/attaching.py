"""Files that go along with a notice by e-mail: stored with its version, the same for everybody in a language."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.models import NoticeFile
from outreach.sending import Attachment


def attach(session: Session, notice_id: UUID, language: str, attachment: Attachment) -> None:
    """Puts a file to a version of a notice, for its e-mails in one language; joins the caller's transaction.

    Like the words, a file never changes: one of that name that is there stays. Nothing personal may be in it, as
    everybody gets the same.
    """
    known = select(NoticeFile.id).where(
        NoticeFile.notice_id == notice_id,
        NoticeFile.language == language,
        NoticeFile.name == attachment.name,
    )
    if session.scalar(known) is None:
        session.add(
            NoticeFile(
                id=uuid4(),
                notice_id=notice_id,
                language=language,
                name=attachment.name,
                kind=attachment.kind,
                content=attachment.content,
            )
        )
        session.flush()


def attachments_of(session: Session, notice_id: UUID, language: str) -> tuple[Attachment, ...]:
    """The files of a version for its e-mails in one language, by name."""
    rows = session.scalars(
        select(NoticeFile)
        .where(NoticeFile.notice_id == notice_id, NoticeFile.language == language)
        .order_by(NoticeFile.name)
    )
    return tuple(Attachment(name=row.name, kind=row.kind, content=row.content) for row in rows)
