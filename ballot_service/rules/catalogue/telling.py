"""The rules on telling people: notices and information sessions."""

from __future__ import annotations

from ballot_service.rules.catalogue.rule import rule
from ballot_service.rules.inbox import QuestionAnswerFacts, may_answer_question
from ballot_service.rules.information_sessions import SessionsFacts, sessions_in_order
from ballot_service.rules.notice import adequate_notice, notice_given
from ballot_service.rules.notice_entry import (
    ElectionDates,
    NoticeEntry,
    OutreachFacts,
    may_record_notice,
    timely_election,
    varied_outreach,
)
from ballot_service.rules.notice_ledger import NoticeFacts
from ballot_service.rules.placements import (
    PlacementChange,
    PlacementPlan,
    may_change_placement,
    may_plan_placement,
)
from ballot_service.rules.sending_hours import SendingTimes, quiet_hours_cost
from ballot_service.rules.session_plans import (
    SessionChange,
    SessionPlan,
    SignInFacts,
    may_change_session,
    may_schedule_session,
    may_sign_in,
)
from ballot_service.rules.words import say

NOTICE = (
    rule(
        adequate_notice,
        NoticeFacts,
        say("Has enough notice been given for voting to open?"),
        "R022",
        "R048",
        "R049",
        "1.14",
        "1.15",
        result=notice_given,
    ),
    rule(
        may_record_notice,
        NoticeEntry,
        say("May this notice be entered in the ledger?"),
        "R022",
        "R023",
        "1.15",
    ),
    rule(
        varied_outreach,
        OutreachFacts,
        say("Were people told in different ways and at different times?"),
        "R019",
        "R025",
        "R026",
        "1.15",
    ),
    rule(
        may_answer_question,
        QuestionAnswerFacts,
        say("May this answer to a question be sent?"),
        "R107",
    ),
    rule(
        timely_election, ElectionDates, say("Does voting open soon enough after forms close?"), "R017", "1.15"
    ),
    rule(
        quiet_hours_cost,
        SendingTimes,
        say("Do quiet hours move the day from which a notice counts?"),
        "R048",
        "1.15",
    ),
)

SESSIONS = (
    rule(
        sessions_in_order,
        SessionsFacts,
        say("Do the information sessions come in time, in people's languages, and with proof?"),
        "R016",
        "R022",
        "R025",
        "R027",
        "1.15",
    ),
    rule(
        may_schedule_session,
        SessionPlan,
        say("May an information session be entered with these times?"),
        "R016",
        "R025",
    ),
    rule(
        may_change_session,
        SessionChange,
        say("May this information session be changed or cancelled?"),
        "R027",
    ),
    rule(
        may_sign_in,
        SignInFacts,
        say("May somebody sign in at this information session now?"),
        "R027",
    ),
)

PLACES = (
    rule(
        may_plan_placement,
        PlacementPlan,
        say("May this place be put on the list of flyers and posts?"),
        "R020",
        "R022",
        "R048",
    ),
    rule(
        may_change_placement,
        PlacementChange,
        say("May a flyer or post be marked as put up, proven, taken down or given up?"),
        "R020",
        "R023",
        "1.15",
    ),
)
