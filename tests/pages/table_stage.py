"""A teller at two tables for the tour: one where people vote, one where somebody wants to choose again."""

from __future__ import annotations

from uuid import UUID

from ballot_service.catalogues import shipped_languages
from ballot_service.links import Purpose
from ballot_service.models import Election, Role
from ballot_service.rules.table import TableMeans
from ballot_service.services import table
from ballot_service.services.paper import PaperKind
from ballot_service.services.registering import roll
from ballot_service.services.roll_story import has_voted
from tests.pages.cards_stage import neighbors
from tests.pages.installation import NOW
from tests.pages.paper_count_stage import declare
from tests.pages.stages import Stages

FAMILY = "Deskworth"


def a_teller_at_the_table(stages: Stages) -> None:
    """Notes somebody with a paper ballot, somebody with a link, and a link to cast on the tablet in each language."""
    session, by, languages = stages.session, stages.clerk.id, shipped_languages()
    for name in ("demonstration", "corrected"):
        election = session.get_one(Election, UUID(stages.installation.rows[f"{name}.election_id"]))
        teller = stages.place.accounts[Role.TELLER]
        table.put_at_table(session, election, teller.id, day=NOW.date(), now=NOW, by=by)
        declare(stages, election, teller, is_employee=False)
    voted = next(entry for entry in roll(session, election) if has_voted(session, entry))
    stages.note("corrected", voted_id=voted.id, voted_name=voted.person.family_name)
    election = session.get_one(Election, UUID(stages.installation.rows["demonstration.election_id"]))
    on_paper, next_one, *with_link = neighbors(stages, election, FAMILY, 2 + len(languages))
    assert table.sign_in_for_paper(session, election, on_paper, PaperKind(language="es"), now=NOW, by=by)
    token = stages.installation.app.extensions["links"].token
    for language, entry in zip(languages, with_link, strict=True):
        table.sign_in_at_table(session, election, entry, TableMeans.LINK, now=NOW, by=by)
        stages.installation.rows[f"tablet_cast.{language}"] = token(Purpose.BALLOT, entry.links[-1].key)
    stages.note(
        "demonstration",
        on_paper_id=on_paper.id,
        on_paper_name=on_paper.person.family_name,
        next_name=next_one.person.family_name,
        with_link_id=with_link[0].id,
    )
