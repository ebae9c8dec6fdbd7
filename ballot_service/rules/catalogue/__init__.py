"""Every rule by name: what it asks, the facts it takes, and where it stands, so that anyone can ask it.

A rule added to the package has to be added here; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ballot_service.rules.catalogue.cards import CARDS
from ballot_service.rules.catalogue.councils import COUNCILS, SETTINGS
from ballot_service.rules.catalogue.paper import PAPER
from ballot_service.rules.catalogue.people import PEOPLE
from ballot_service.rules.catalogue.rule import Rule
from ballot_service.rules.catalogue.table import TABLE
from ballot_service.rules.catalogue.telling import NOTICE, PLACES, SESSIONS
from ballot_service.rules.catalogue.versions import VERSIONS
from ballot_service.rules.catalogue.votes import VOTES

__all__ = ["RULES", "Rule"]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            *COUNCILS,
            *SETTINGS,
            *NOTICE,
            *SESSIONS,
            *PLACES,
            *PEOPLE,
            *PAPER,
            *CARDS,
            *TABLE,
            *VOTES,
            *VERSIONS,
        )
    }
)
