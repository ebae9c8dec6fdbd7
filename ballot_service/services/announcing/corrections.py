"""A notice of election that corrects an earlier one: people were told an earlier opening than the one that holds now.

It is a version of the notice of election with words of its own, so that ledger, gate and proof follow it as before.
Source: requirements 1.14 and 1.15, change of opening date.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import Election, NoticeRecord, TrailEntry, VoterRollEntry
from ballot_service.rules.calendar import local_date
from ballot_service.services.announcing.addressees import addressees

TEXTS = "correction_notice"
"""The folder of its words."""


def opening_told_before(session: Session, election: Election, name: str) -> datetime | None:
    """The last opening on an earlier day than now holds that a notice called `name` or a line of the ledger has named.

    None where nobody was told an earlier day: what was called off before any message left told nobody. Aware.
    """
    delivery, notice = outreach.Delivery, outreach.OutreachNotice
    heard = session.scalars(
        select(delivery.notice_id)
        .distinct()
        .join(notice, notice.id == delivery.notice_id)
        .where(notice.scope == str(election.id), notice.name == name)
        .where(delivery.status == outreach.DeliveryStatus.SENT)
    )
    told = {str(each) for each in heard}
    sent = session.scalars(
        select(TrailEntry).where(TrailEntry.chain_id == election.id, TrailEntry.act == f"send_{name}")
    )
    details = [entry.document["details"] for entry in sent]
    named = [datetime.fromisoformat(one["names_opening_at"]) for one in details if one["notice"] in told]
    lines = select(NoticeRecord.names_opening_at).where(
        NoticeRecord.election_id == election.id, NoticeRecord.voided_at.is_(None)
    )
    zone = election.district.zone
    opening_on = local_date(election.opens_at, zone)
    earlier = [at for at in (*named, *session.scalars(lines)) if local_date(at, zone) < opening_on]
    return max(earlier, default=None)


def told_before(
    session: Session, election: Election, name: str, known: Collection[VoterRollEntry]
) -> list[VoterRollEntry]:
    """Whom a version of the notice was sent to and who is not among `known` any more: they hear of the change, too."""
    delivery, notice = outreach.Delivery, outreach.OutreachNotice
    sent = session.scalars(
        select(delivery.recipient)
        .distinct()
        .join(notice, notice.id == delivery.notice_id)
        .where(notice.scope == str(election.id), notice.name == name)
        .where(delivery.status == outreach.DeliveryStatus.SENT)
    )
    here = {str(entry.id) for entry in known}
    rows = addressees(session, election)
    found = (rows.get(reference) for reference in sent if reference not in here)
    return [row for row in found if isinstance(row, VoterRollEntry) and row.merged_into_id is None]
