"""Information sessions: entered, changed and called off; who came and what shows it; and what still lacks."""

from ballot_service.services.informing.attending import (
    Guest,
    OpenedSession,
    count_attendance,
    open_session,
    put_on_list,
    sign_in,
)
from ballot_service.services.informing.calendar_file import sessions_file, voting_file, voting_invite
from ballot_service.services.informing.proving import add_proof
from ballot_service.services.informing.register import (
    has_agenda,
    has_evidence,
    has_sign_in,
    outreach_standing,
    sessions_for_everybody,
    sessions_of,
)
from ballot_service.services.informing.scheduling import (
    Planned,
    cancel_session,
    change_session,
    may_change,
    schedule_session,
)
from ballot_service.services.informing.session_tasks import session_tasks

__all__ = [
    "Guest",
    "OpenedSession",
    "Planned",
    "add_proof",
    "cancel_session",
    "change_session",
    "count_attendance",
    "has_agenda",
    "has_evidence",
    "has_sign_in",
    "may_change",
    "open_session",
    "outreach_standing",
    "put_on_list",
    "schedule_session",
    "session_tasks",
    "sessions_file",
    "sessions_for_everybody",
    "sessions_of",
    "sign_in",
    "voting_file",
    "voting_invite",
]
