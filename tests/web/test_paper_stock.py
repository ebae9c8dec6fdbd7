"""The clerk prints a run, gives a ballot to a voter, and keeps the account, by pages."""

from __future__ import annotations

from sqlalchemy import select

from ballot_service.models import PaperEnvelope, PaperRun, VoterRollEntry
from tests.printing import paper
from tests.web.clerk_office import Office
from tests.web.forms_office import office
from tests.web.test_table import opened

__all__ = ["office"]


def test_from_the_run_to_the_envelope_and_the_sum(office: Office) -> None:
    opened(office)
    assert "from 1 to 500" in office.post("/paper/ballots", status=422, kind="es-plain", ballots="501")
    assert "Nobody has counted" in office.post("/paper/ballots", kind="es-plain", ballots="2")
    with office.session() as session:
        run_id = session.scalars(select(PaperRun.id)).one()
        entry_id = session.scalars(select(VoterRollEntry.id)).one()
    file = office.client.get(office.path(f"/paper/ballots/{run_id}.pdf"))
    assert "Boleta: elija" in " ".join(paper.words(file.data))
    office.post(f"/roll/{entry_id}/paper/issue", status=409, kind="en-large")
    assert "A ballot was given out" in office.post(f"/roll/{entry_id}/paper/issue", kind="es-plain")
    assert "Why another one" in office.post(f"/roll/{entry_id}/paper/issue", status=422, kind="es-plain")
    with office.session() as session:
        first = session.scalars(select(PaperEnvelope.id)).one()
    sheet = office.client.get(office.path(f"/paper/envelopes/{first}.pdf"))
    assert len(paper.codes(sheet.data)) == 1
    office.post(f"/roll/{entry_id}/paper/issue", kind="es-plain", reason="Lost in the mail")
    office.get(f"/paper/envelopes/{first}.pdf", status=404)
    changed = {"kind": "es-plain", "what": "left", "reason": "Counted by two"}
    assert "How many" in office.post("/paper/stock", status=422, **changed)
    office.post("/paper/stock", ballots="0", **changed)
    assert "Printed 2 = issued 2 + left 0 + spoiled 0." in office.get("/paper/ballots")
