"""Who may sign: two people, at least one of whom does not work for the district, and nobody with a stake."""

from __future__ import annotations

from dataclasses import dataclass

from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.words import say

SIGNATURES_NEEDED = 2
SIGNER_SOURCE = "Requirements 1.14, who counts and who signs; Requirements 1.15, voting and counting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Somebody who counts, signs or witnesses, by an opaque id. `is_close_relative` (of a candidate) is
    what the person has declared; None means the person has not declared anything yet."""

    person: str
    is_employee: bool
    is_nominee: bool
    is_close_relative: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningFacts:
    signer: Signer
    already_signed: tuple[Signer, ...] = ()


def may_sign(facts: SigningFacts) -> Decision:
    """May this person sign the count or the certificate, beside those who have signed?

    Source: settled in 1.14 (who counts, who signs certification) and 1.15 (tellers and certifiers).
    """
    reasons = stake_objections(facts.signer)
    if facts.signer.person in {other.person for other in facts.already_signed}:
        reasons.append(
            Reason(
                code="signed_already",
                sentence=say("You have signed already."),
                source=SIGNER_SOURCE,
                remedy=say("Ask a second person to sign."),
            )
        )
    everybody = (*facts.already_signed, facts.signer)
    if len(everybody) >= SIGNATURES_NEEDED and all(signer.is_employee for signer in everybody):
        reasons.append(employees_only())
    return Decision(reasons=tuple(reasons))


def stake_objections(signer: Signer) -> list[Reason]:
    """Why this person has a stake in the result, or has not declared to have none."""
    reasons = []
    ask_other = say("Ask somebody who is neither a candidate nor a close relative of one.")
    if signer.is_nominee:
        reasons.append(
            Reason(
                code="signer_is_candidate",
                sentence=say("A candidate cannot count, sign or be a witness in this election."),
                source=SIGNER_SOURCE,
                remedy=ask_other,
            )
        )
    if signer.is_close_relative:
        reasons.append(
            Reason(
                code="signer_is_relative",
                sentence=say(
                    "A close relative of a candidate cannot count, sign or be a witness in this election."
                ),
                source=SIGNER_SOURCE,
                remedy=ask_other,
            )
        )
    if signer.is_close_relative is None:
        reasons.append(
            Reason(
                code="declaration_missing",
                sentence=say("This person has not yet declared whether a close relative is a candidate."),
                source=SIGNER_SOURCE,
                remedy=say("Make the declaration first."),
            )
        )
    return reasons


def signature_objections(signers: tuple[Signer, ...]) -> list[Reason]:
    """What is missing or wrong about the signatures gathered so far."""
    people = {signer.person for signer in signers}
    reasons = [reason for signer in signers for reason in stake_objections(signer)]
    if len(people) < SIGNATURES_NEEDED:
        reasons.append(
            Reason(
                code="signatures_missing",
                sentence=say("Signatures: {count} of {needed}.", count=len(people), needed=SIGNATURES_NEEDED),
                source=SIGNER_SOURCE,
                remedy=say("Two people sign. At least one of them must not work for the district."),
            )
        )
    elif all(signer.is_employee for signer in signers):
        reasons.append(employees_only())
    return reasons


def employees_only() -> Reason:
    return Reason(
        code="only_employees_sign",
        sentence=say("Everybody who has signed works for the district. At least one must not."),
        source=SIGNER_SOURCE,
        remedy=say("Ask a witness who does not work for the district to sign."),
    )
