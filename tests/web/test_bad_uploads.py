"""Files that are not what their names say, and files far too large: the form is kept, and a sentence says what to do.

What else is tried of bad input stands beside the pages that take it: names, dates and statements in
`test_interest_input.py` and `test_register.py`, sign-ups by a program in `test_register.py`, session sign-ins in
`test_attend.py`, cases in `test_cases.py`, files of people in `tests/importing`.
"""

from __future__ import annotations

from io import SEEK_END, RawIOBase

import pytest

from ballot_service.rules.seat_groups import SeatGroupKind
from tests.web.clerk_office import Office, upload
from tests.web.forms_office import contest, newest, office

__all__ = ["office"]
PAPER = {
    "channel": "mail",
    "received_at": "2025-10-20T09:00",
    "by": "self",
    "is_signed": "yes",
    "given_name": "Otis",
    "family_name": "Byrd",
}
SIZE = 200 * 1024 * 1024


class Endless(RawIOBase):
    """As many bytes as are asked for; counts what was read."""

    read_bytes = place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, _place: int, whence: int = 0) -> int:
        self.place = SIZE if whence == SEEK_END else 0
        return self.place

    def tell(self) -> int:
        return self.place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the stub wants any buffer
        self.read_bytes += len(buffer)
        return len(buffer)


def page(office: Office) -> str:
    return f"/interest/contests/{contest(office, SeatGroupKind.COMMUNITY)}/paper"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.pdf", b"MZ\x90\x00 a program"),
        ("form.pdf", b"<html><script>alert(1)</script></html>"),
        ("form.png", b"GIF89a not a png"),
        ("form.jpg", b"PK\x03\x04 a zip"),
        ("form.pdf", b""),
    ],
)
def test_a_wrong_file_with_a_right_name(office: Office, name: str, content: bytes) -> None:
    wanted = 303 if content == b"" else 422
    said = office.post(page(office), status=wanted, **PAPER, scan=upload(content, name))
    assert "Otis" in said
    if content:
        assert "This is not a PDF, PNG or JPEG file." in said
    else:
        assert newest(office).scan_id is None, "an empty file is no scan; the form waits for one"


def test_two_hundred_megabytes_are_refused_unread(office: Office) -> None:
    endless = Endless()
    reply = office.client.post(
        office.path(page(office)),
        input_stream=endless,
        content_length=SIZE,
        content_type="multipart/form-data; boundary=xyz",
    )
    assert reply.status_code == 413, reply.text[-600:]
    assert "too large" in reply.text
    assert endless.read_bytes < SIZE / 10


def test_a_postmark_after_the_form_came(office: Office) -> None:
    said = office.post(page(office), status=422, **PAPER, postmarked_on="2025-10-21")
    assert "The postmark is later than the day the form came. Check both." in said
    assert "Otis" in said


def test_a_form_that_comes_tomorrow(office: Office) -> None:
    said = office.post(page(office), status=422, **(PAPER | {"received_at": "2026-10-20T09:00"}))
    assert "This is still to come. Check the day." in said
