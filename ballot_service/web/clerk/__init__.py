"""Everything a clerk does, page by page. Importing a module registers its views; add each to both lists."""

from ballot_service.web.clerk import (
    ballot,
    certifying,
    councils,
    counting,
    election_settings,
    elections,
    home,
    importing,
    links,
    nominees,
    notices,
    people,
    roll,
    schools,
    sending,
    times,
    what_if,
)
from ballot_service.web.clerk.blueprint import clerk

__all__ = [
    "ballot",
    "certifying",
    "clerk",
    "councils",
    "counting",
    "election_settings",
    "elections",
    "home",
    "importing",
    "links",
    "nominees",
    "notices",
    "people",
    "roll",
    "schools",
    "sending",
    "times",
    "what_if",
]
