"""Code cards of the open election for the tour: unused, used, taken out, and one for each language to be cast with."""

from __future__ import annotations

from datetime import timedelta
from string import ascii_lowercase
from uuid import UUID, uuid4

from ballot_service.catalogues import shipped_languages
from ballot_service.links import Purpose
from ballot_service.models import CodeCard, Door, Election, Person, VoterRollEntry
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.table import TableMeans
from ballot_service.services import cards, issuing, table, voting
from ballot_service.services.facts import voted_contests
from ballot_service.services.registering import enter_roll
from ballot_service.services.roll_screening import Said
from tests.pages.installation import NOW
from tests.pages.stages import Stages

DRAWN = len(shipped_languages()) + 3
"""People who drew a card: one for each ballot cast on the tour, one who cast before, and two who have not yet."""


def cards_in_every_state(stages: Stages) -> None:
    """Voters of the open election draw cards; notes codes by their state, and a voter who drew one."""
    session, by = stages.session, stages.clerk.id
    election = session.get_one(Election, UUID(stages.installation.rows["demonstration.election_id"]))
    run = cards.print_cards(session, election, 40, now=NOW, by=by)
    found = cards.cards_to_print(session, election, run, now=NOW)
    entries = neighbors(stages, election, "Tablesworth", DRAWN)
    for entry in entries:
        table.sign_in_at_table(session, election, entry, TableMeans.CARD, now=NOW, by=by)
    issuing.issue_link(session, election, entries[0], now=NOW)
    stages.note("demonstration", drew_id=entries[0].id)
    token = stages.installation.app.extensions["links"].token(Purpose.BALLOT, entries[0].links[0].key)
    stages.installation.rows["drew_card"] = token
    unused, used, spoiled, *more = found
    cards.spoil_card(session, election, spoiled, "Torn by the printer.", now=NOW, by=by)
    opened = cards.open_card(session, stages.installation.app.extensions["links"], _code(stages, used))
    blank: dict[str, list[str]] = {contest.contest: [] for contest in voted_contests(election)}
    cards.cast_with_card(session, opened, blank, now=NOW)
    voting.log_waiting(session, election)
    for state, card in (("unused", unused), ("used", used), ("spoiled", spoiled)):
        stages.installation.rows[f"card_{state}"] = _code(stages, card)
    for language, card in zip(shipped_languages(), more, strict=False):
        stages.installation.rows[f"card_to_cast.{language}"] = _code(stages, card)
    cards.count_cards(session, election, 27, now=NOW, by=by)
    closed = session.get_one(Election, UUID(stages.installation.rows["closed.election_id"]))
    before = closed.opens_at + timedelta(days=1)
    late = cards.print_cards(session, closed, 1, now=before, by=by)
    (card,) = cards.cards_to_print(session, closed, late, now=before)
    stages.installation.rows["card_closed"] = _code(stages, card)


def neighbors(stages: Stages, election: Election, family: str, number: int) -> list[VoterRollEntry]:
    """So many people of the community who came onto the list in time."""
    people = [
        Person(
            id=uuid4(),
            district_id=election.district_id,
            given_name=f"Neighbor{letter}",
            family_name=f"{family}{letter * 3}",
            language="en",
            address="",
            source="table",
            source_id=str(uuid4()),
            contacts=[],
            employments=[],
        )
        for letter in ascii_lowercase[:number]
    ]
    stages.session.add_all(people)
    stages.session.flush()
    stages.installation.names.update(person.name for person in people)
    said = Said(ties=(CommunityTie.LIVES_HERE,), works_here=False, came_late=False, is_like_another=False)
    return enter_roll(stages.session, election, people, said, Door.CLERK, NOW)


def _code(stages: Stages, card: CodeCard) -> str:
    code: str = stages.installation.app.extensions["links"].card_code(card.key)
    return code
