"""S5 by pages: four mailed forms, told apart by postmark and signature, entered on Thursday 6 November 2025."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

import outreach
from ballot_service.models import FormState, InterestForm
from tests.tallow_creek import at
from tests.web.clerk_office import Office
from tests.web.forms_office import newest, office
from tests.web.forms_office import state as state_of
from tests.web.test_clerk_interest import paper

__all__ = ["office"]
ENTERED = at(11, 6, 9)
FORMS = {
    "Sat 1 Nov": ({"postmarked_on": "2025-11-01"}, FormState.RECEIVED, "", "interest_received"),
    "Tue 4 Nov": ({"postmarked_on": "2025-11-04"}, FormState.LATE, "4 Nov 2025", "interest_refused"),
    "unreadable": ({"postmarked_on": ""}, FormState.LATE, "cannot be read", "interest_refused"),
    "unsigned": (
        {"postmarked_on": "2025-11-01", "is_signed": "no"},
        FormState.NEEDS_CURE,
        "The form is not signed.",
        "interest_received",
    ),
}
"""What is typed, where the form stands then, what its page says against it, and the answer that goes out."""


def test_the_four_forms_of_s5_are_judged_answered_by_letter_and_kept(office: Office) -> None:
    office.move_to(ENTERED)
    pages = {name: paper(office, given_name=f"Otis {name}", **typed) for name, (typed, *_) in FORMS.items()}
    for name, (_typed, _state, against, _notice) in FORMS.items():
        assert against in pages[name], name
    with office.session() as session:
        rows = {form.given_name.removeprefix("Otis "): form for form in session.scalars(select(InterestForm))}
        assert {name: form.state for name, form in rows.items()} == {
            name: state for name, (_, state, _, _) in FORMS.items()
        }
        for name, form in rows.items():
            assert (form.channel, form.received_at, form.filed_at) == ("mail", at(11, 5, 10), ENTERED)
            assert form.entered_by is not None
            assert form.scan is not None, "each keeps its scan, the refused ones too"
            answer = session.scalars(
                select(outreach.Delivery).where(outreach.Delivery.recipient == str(form.id))
            ).one()
            notice = session.get_one(outreach.OutreachNotice, answer.notice_id)
            assert (answer.channel, notice.name) == ("letter", FORMS[name][3]), name
        assert rows["Sat 1 Nov"].postmarked_on == date(2025, 11, 1)
        receipts = [form.receipt for form in rows.values()]
    listed = office.get("/interest")
    assert [listed.count(receipt) for receipt in receipts] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("signed", "state"),
    [("2025-11-10T16:30", FormState.RECEIVED), ("2025-11-10T17:00", FormState.NEEDS_CURE)],
)
def test_a_signature_counts_until_the_days_of_grace_end(
    office: Office, signed: str, state: FormState
) -> None:
    """Signed by Monday 10 November 17:00, seven days after forms close."""
    office.move_to(ENTERED)
    paper(office, is_signed="no")
    form = newest(office)
    office.move_to(at(11, 11, 9))
    office.post(f"/interest/{form.id}/add/signature", received_at=signed)
    assert state_of(office, form) is state
