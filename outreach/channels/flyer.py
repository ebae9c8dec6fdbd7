"""Flyer: the words of a notice for a sheet that hangs on a wall. Nobody's name and no personal link stands on it.

Somebody puts it up by hand, so it counts as notice only with a place and a photo or a witness, which others keep.
"""

from __future__ import annotations

from outreach.channels import letter
from outreach.media import Medium, Reaches, say

NAME = "flyer"
FLYER = Medium(
    name="flyer",
    called=say("Flyer"),
    reaches=Reaches.NOBODY,
    counts_as="posting",
    personal_links=False,
    rank=80,
    arrived=say("Printed."),
)
CARRIES = (FLYER,)
VARIABLES = ()
Settings = letter.Settings
settings_of = letter.settings_of
faults = letter.faults


def open_sender(settings: letter.Settings) -> letter.LetterSender:
    """A sender that lays flyers on the stack of the settings."""
    return letter.LetterSender(settings, NAME)
