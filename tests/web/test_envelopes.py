"""A scanner types the codes of envelopes into one page: each goes onto its list, and strange ones are named."""

from __future__ import annotations

from sqlalchemy import select

from ballot_service.models import PaperEnvelope, PaperReturn, VoterRollEntry
from ballot_service.services import paper
from tests.tallow_creek import at
from tests.web.clerk_office import Office
from tests.web.forms_office import office
from tests.web.test_table import opened

__all__ = ["office"]
MAIL = {"way": "mail", "received_at": "2025-11-20T11:00", "is_signed": "no"}


def test_scanned_unsigned_signed_and_scanned_again(office: Office) -> None:
    opened(office)
    office.post("/paper/ballots", kind="en-plain", ballots="2")
    with office.session() as session:
        entry_id = session.scalars(select(VoterRollEntry.id)).one()
    office.post(f"/roll/{entry_id}/paper/issue", kind="en-plain")
    with office.session() as session:
        envelope = session.scalars(select(PaperEnvelope)).one()
        code = paper.envelope_code(office.app.extensions["links"], envelope)
    assert "not the code of one of our envelopes" in office.post(
        "/paper/envelopes", status=422, code=code[:-1], **MAIL
    )
    later = {**MAIL, "postmarked_on": "2025-11-21"}
    assert "later than the day it came" in office.post("/paper/envelopes", status=422, code=code, **later)
    page = office.post("/paper/envelopes", code=code.upper(), postmarked_on="2025-11-19", **MAIL)
    assert "It is not signed." in page
    assert 'value="2025-11-20T11:00"' in page, "the moment stays for the next envelope"
    office.post("/paper/envelopes", status=409, code=code, **MAIL)
    with office.session() as session:
        row = session.scalars(select(PaperReturn)).one()
        assert (row.received_at, row.was_signed) == (at(11, 20, 11), False)
        signed = f"/paper/envelopes/{row.id}/signed"
    assert "Accepted, stays closed" in office.post(signed)
    office.post(signed, status=409)
    assert "0" in office.get("/paper/envelopes/unsigned")
    office.post("/paper/envelopes/unsigned")
