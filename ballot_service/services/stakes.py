"""What the records know of somebody who counts or signs, whatever the person declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Account, Candidate, ContactPoint, Contest, Election, PreElectionStatus
from ballot_service.rules.signatures import Signer


def plain_name(name: str) -> str:
    return " ".join(name.casefold().split())


def known_signer(
    session: Session, election: Election, signer: Signer, *, account_id: UUID, others: Iterable[UUID]
) -> Signer:
    """The signer as declared, but a nominee if the ballot says so, and one person with two accounts only once.

    `others` are the accounts of those who signed, entered or witnessed before. Source: requirements 1.15.
    """
    account = session.get(Account, account_id)
    if account is None:
        return signer
    same = next((other for other in others if _has_name(session, other, account.name)), account_id)
    return replace(
        signer, person=str(same), is_nominee=signer.is_nominee or _stands(session, election, account)
    )


def _has_name(session: Session, account_id: UUID, name: str) -> bool:
    other = session.get(Account, account_id)
    return other is not None and plain_name(other.name) == plain_name(name)


def _stands(session: Session, election: Election, account: Account) -> bool:
    """Whether a candidate who has not withdrawn has this person's name or e-mail address."""
    standing = (
        select(Candidate)
        .join(Contest, Contest.id == Candidate.contest_id)
        .where(
            Contest.election_id == election.id,
            Candidate.pre_election_status == PreElectionStatus.QUALIFIED,
        )
    )
    candidates = session.scalars(standing).all()
    if plain_name(account.name) in {plain_name(candidate.name) for candidate in candidates}:
        return True
    addresses = select(ContactPoint.value).where(
        ContactPoint.person_id.in_([candidate.person_id for candidate in candidates]),
        ContactPoint.value == account.email,
    )
    return session.scalar(addresses.limit(1)) is not None
