"""What a voter's visit costs on a phone that has nothing in store: bytes and requests."""

from __future__ import annotations

import pytest

from tests.browser_voter import vote_in_spanish
from tests.pages.looking import Windows

MOST_BYTES = 60_000
MOST_REQUESTS = 8


@pytest.mark.browser
@pytest.mark.tour
def test_a_whole_visit_stays_light(windows: Windows) -> None:
    """From the link to the tracker with every contest filled in, 360 pixels wide, JavaScript off, heads counted."""
    link = f"{windows.place.origin}/v/{windows.place.rows['to_weigh.es']}?lang=es"
    visit = vote_in_spanish(windows.browser, link, lambda _group, names, seats: names[:seats])
    assert visit.tracker
    assert visit.chosen
    assert visit.on_first_page <= MOST_REQUESTS
    assert visit.bytes_on_the_wire <= MOST_BYTES, visit.bytes_on_the_wire
