"""What limits count by: a network. Whoever has one IPv6 address has 2^64 of them and may take another each time."""

from __future__ import annotations

import pytest
from flask import Flask

from ballot_service.web.limits import network
from tests.web.clerk_office import Office
from tests.web.forms_office import office

__all__ = ["office"]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:", "unix:"),
    ],
)
def test_the_network_of_an_address(address: str, counted: str) -> None:
    with Flask("limits").test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert network() == counted


def test_another_address_of_the_same_network_does_not_help(office: Office) -> None:
    client = office.app.test_client()

    def guess(number: int, half: str) -> int:
        token, address = f"guess-{number}", {"REMOTE_ADDR": f"2001:db8:0:{half}::{number:x}"}
        return client.get(f"/attend/{token}", environ_base=address).status_code

    assert [guess(number, "a") for number in range(31)] == [404] * 30 + [429]
    assert guess(1, "b") == 404, "the house next door"
