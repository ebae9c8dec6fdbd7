"""Passkeys in a real browser with a virtual authenticator: added, used, refused, removed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from ballot_service.database import committed, db
from ballot_service.models import District
from ballot_service.models.accounts import Passkey
from ballot_service.services import trail
from ballot_service.services.accounts import close_account
from ballot_service.services.signing_in import new_sign_in_link
from ballot_service.web.limits import limiter
from tests.databases import ON_SQLITE, Database, free_port
from tests.web.sign_in.scene import START, Scene, open_scene


@pytest.fixture
def origin() -> str:
    """A host name, because a passkey cannot belong to a bare number; it is this machine all the same."""
    return f"http://localhost:{free_port()}"


@pytest.fixture
def served(database: Database, tmp_path: Path, origin: str) -> Iterator[Scene]:
    scene = open_scene(database.url, tmp_path, origin)
    limiter.reset()
    server = make_server("127.0.0.1", int(origin.rpartition(":")[2]), scene.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield scene
    server.shutdown()
    thread.join()
    with scene.app.app_context():
        db.engine.dispose()


@pytest.fixture
def page(chromium: Browser, served: Scene) -> Iterator[Page]:
    context = chromium.new_context(locale="en-US", viewport={"width": 360, "height": 740})
    opened = context.new_page()
    opened.on("pageerror", lambda problem: pytest.fail(f"script error: {problem}"))
    authenticator(opened)
    yield opened
    context.close()


def authenticator(page: Page, *, verifies: bool = True) -> None:
    """A device with a fingerprint reader, as the browser's own protocol offers it for tests."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in_by_link(scene: Scene, page: Page, origin: str) -> None:
    with scene.app.app_context(), committed(db.session()) as session:
        token = new_sign_in_link(session, scene.account(), now=scene.clock())
    page.goto(f"{origin}/sign-in/{token}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{origin}/home")


def add_passkey(page: Page, origin: str, name: str = "Pat's phone") -> None:
    page.goto(f"{origin}/sign-in/passkeys")
    page.get_by_label("A name for this device").fill(name)
    page.get_by_role("button", name="Add a passkey").click()


def sign_out(page: Page, origin: str) -> None:
    page.goto(f"{origin}/sign-in/passkeys")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(f"{origin}/sign-in")


def use_passkey(page: Page, origin: str, *, then: str = "") -> None:
    page.goto(f"{origin}/sign-in{then}")
    page.get_by_role("button", name="Sign in with a passkey").click()


def test_a_passkey_is_added_used_and_removed(served: Scene, page: Page, origin: str) -> None:
    sign_in_by_link(served, page, origin)
    add_passkey(page, origin)
    expect(page.get_by_text("Pat's phone")).to_be_visible()
    sign_out(page, origin)
    served.clock.forward(timedelta(days=1))
    use_passkey(page, origin, then="?next=/sign-in/passkeys")
    page.wait_for_url(f"{origin}/sign-in/passkeys")
    expect(page.get_by_text("Wednesday 5 November 2025")).to_be_visible()
    page.get_by_role("button", name="Remove this passkey").click()
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()
    sign_out(page, origin)
    use_passkey(page, origin)
    expect(page.get_by_text("That did not work.")).to_be_visible()
    with served.app.app_context():
        district = db.session().get(District, served.district_id)
        assert district is not None
        acts = [entry.act for entry in trail.entries(db.session(), district.id)]
        assert acts[-4:] == ["sign_in", "add_passkey", "sign_in", "remove_passkey"]


def test_the_row_of_a_passkey_has_the_service_time(served: Scene, page: Page, origin: str) -> None:
    sign_in_by_link(served, page, origin)
    add_passkey(page, origin)
    expect(page.get_by_text("Pat's phone")).to_be_visible()
    with served.app.app_context():
        row = db.session().scalars(select(Passkey)).one()
        assert (row.lastuse_datetime, row.usage, row.user_id) == (START, "first", served.account().id)


@ON_SQLITE
def test_a_name_is_used_once(served: Scene, page: Page, origin: str) -> None:
    sign_in_by_link(served, page, origin)
    add_passkey(page, origin)
    expect(page.get_by_text("Pat's phone")).to_be_visible()
    add_passkey(page, origin)
    expect(page.get_by_text("Type a name for this device that you have not used yet")).to_be_visible()
    add_passkey(page, origin, name=" ")
    expect(page.get_by_text("Type a name for this device that you have not used yet")).to_be_visible()


@ON_SQLITE
def test_a_device_holds_one_passkey_for_each_person(served: Scene, page: Page, origin: str) -> None:
    sign_in_by_link(served, page, origin)
    add_passkey(page, origin)
    expect(page.get_by_text("Pat's phone")).to_be_visible()
    add_passkey(page, origin, name="Once more")
    expect(page.get_by_text("This device already holds a passkey of yours.")).to_be_visible()


@ON_SQLITE
def test_a_device_that_does_not_check_its_owner_is_refused(
    chromium: Browser, served: Scene, origin: str
) -> None:
    with chromium.new_context(locale="en-US") as context:
        page = context.new_page()
        authenticator(page, verifies=False)
        sign_in_by_link(served, page, origin)
        add_passkey(page, origin)
        expect(page.get_by_text("The passkey was not added.")).to_be_visible()
    with served.app.app_context():
        assert db.session().scalars(select(Passkey)).all() == []


def test_a_closed_account_cannot_use_its_passkey(served: Scene, page: Page, origin: str) -> None:
    sign_in_by_link(served, page, origin)
    add_passkey(page, origin)
    expect(page.get_by_text("Pat's phone")).to_be_visible()
    sign_out(page, origin)
    with served.app.app_context(), committed(db.session()) as session:
        district = session.get(District, served.district_id)
        assert district is not None
        close_account(session, district, served.account(), now=START)
    use_passkey(page, origin)
    expect(page.get_by_text("You hold no office in these elections today.")).to_be_visible()
    page.goto(f"{origin}/sign-in/passkeys")
    assert page.url == f"{origin}/sign-in?next=/sign-in/passkeys"


@ON_SQLITE
def test_without_scripts_the_pages_say_what_to_do(chromium: Browser, served: Scene, origin: str) -> None:
    with chromium.new_context(locale="en-US", java_script_enabled=False) as context:
        page = context.new_page()
        sign_in_by_link(served, page, origin)
        page.goto(f"{origin}/sign-in/passkeys")
        expect(page.get_by_text("This browser cannot add a passkey here")).to_be_visible()
        expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
        sign_out(page, origin)
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
        expect(page.get_by_role("button", name="Mail me a link")).to_be_visible()
