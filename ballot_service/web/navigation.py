"""The pages of each role, in the order of the header, and what roles are called."""

from __future__ import annotations

from collections.abc import Iterable

from ballot_service.models import Role
from ballot_service.rules.words import Sentence, say

ROLE_NAMES: dict[Role, Sentence] = {
    Role.TECHNICIAN: say("technician"),
    Role.CLERK: say("clerk"),
    Role.TELLER: say("teller"),
    Role.WITNESS: say("witness"),
    Role.STAFF_LIAISON: say("staff liaison"),
    Role.OBSERVER: say("observer"),
    Role.OFFICER: say("council officer"),
    Role.MONITOR: say("monitor"),
}

_OFFICES = {str(name): name for name in ROLE_NAMES.values()}


def in_office(capacity: str) -> Sentence | str:
    """In what capacity somebody signed: an office to be said in the reader's language, or their own title as it is."""
    return _OFFICES.get(capacity.lower(), capacity)


HOME = (say("Home"), "home.start")

PAGES: dict[Role, tuple[tuple[Sentence, str], ...]] = {
    Role.CLERK: (
        (say("Elections"), "clerk.elections"),
        (say("Councils"), "clerk.councils"),
        (say("Schools"), "clerk.schools"),
        (say("Import"), "clerk.import_file"),
        (say("Questions"), "clerk.inbox"),
        (say("Notice texts"), "clerk.notice_texts"),
        (say("What if"), "clerk.what_if"),
    ),
    Role.STAFF_LIAISON: ((say("Review elections"), "review.elections"),),
    Role.OBSERVER: ((say("Review elections"), "review.elections"),),
    Role.MONITOR: ((say("Review elections"), "review.elections"),),
    Role.OFFICER: ((say("Review elections"), "review.elections"),),
    Role.WITNESS: ((say("Sign and confirm"), "witness.elections"),),
    Role.TELLER: ((say("Sign and confirm"), "witness.elections"),),
    Role.TECHNICIAN: ((say("Installation"), "technician.installation"),),
}


def pages_of(roles: Iterable[Role]) -> list[tuple[Sentence, str]]:
    """Home first, then each page once."""
    pages = [HOME, *(page for role in roles for page in PAGES[role])]
    return list({endpoint: (label, endpoint) for label, endpoint in pages}.values())
