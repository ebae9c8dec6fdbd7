"""What is said about the texts of a notice before a person approves it; what is refused cannot be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import Election
from ballot_service.rules.decision import Reason, Weight
from ballot_service.rules.words import Sentence
from ballot_service.services.announcing.children import children_known
from ballot_service.services.announcing.fallbacks import as_long_as_usual
from ballot_service.services.announcing.preparing import Announcement
from outreach import lint
from outreach.channels import media

SOURCE = "R021, R022; CEC Guidance 2022, p. 22; requirements 1.15, notice"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One thing about one text. `offered` is the text as it would be in order, where a program can tell."""

    language: str
    channel: str
    reason: Reason
    offered: str


def remarks(
    session: Session, election: Election, announcement: Announcement, now: datetime
) -> tuple[Remark, ...]:
    """Everything that is to be said about the texts that would go out, text by text. `now` is aware."""
    notice, base = announcement.notice, election.district.language
    children = children_known(session, election, now)
    found = []
    for text in notice.texts:
        if text.channel not in announcement.channels:
            continue
        model = notice.text(base, text.channel) or text
        facts = lint.Facts(
            text=text,
            medium=media()[text.channel],
            open=model.placeholders,
            filled=as_long_as_usual(text.body),
            children=children,
        )
        found += [
            Remark(language=text.language, channel=text.channel, reason=reason_of(one), offered=one.offered)
            for one in lint.lint(facts)
        ]
    return tuple(found)


def reason_of(finding: lint.Finding) -> Reason:
    """A finding as a page says it."""
    return Reason(
        code=finding.code,
        sentence=Sentence(finding.says, finding.values),
        source=SOURCE,
        weight=Weight.REFUSES if finding.refused else Weight.WARNS,
        remedy=Sentence(finding.remedy, finding.values),
    )
