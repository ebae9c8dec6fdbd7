"""Sending: the notice of election and the ballot links, handed to the outbox and followed.

The only service that knows `outreach`. What is queued never holds a live link: `fill` supplies each link
at the moment of sending.
"""

from ballot_service.services.announcing.calling_off import (
    call_off,
    call_off_old_ballot,
    call_off_old_sessions,
    call_off_old_times,
    links_called_off,
)
from ballot_service.services.announcing.calls import answer_key
from ballot_service.services.announcing.channel_words import (
    channel_name,
    channel_names,
    preferred,
    ways_to_send,
)
from ballot_service.services.announcing.estimating import Estimate, Terms, estimate
from ballot_service.services.announcing.filling import fill
from ballot_service.services.announcing.following import (
    Ruling,
    UnclearMessage,
    Version,
    not_reached,
    rule_on,
    unclear_messages,
    versions,
)
from ballot_service.services.announcing.heads import send_heads
from ballot_service.services.announcing.holding import Hold, hold_notice, waiting_in
from ballot_service.services.announcing.judging import approve_words, may_send
from ballot_service.services.announcing.kinds import BEFORE_A_ROLL, TELLS_WHO_VOTED, Announcing
from ballot_service.services.announcing.letter_order import Order
from ballot_service.services.announcing.letter_run import Press, Stack
from ballot_service.services.announcing.letters import Which, print_letters
from ballot_service.services.announcing.linting import Remark, remarks
from ballot_service.services.announcing.made_notice import public_address
from ballot_service.services.announcing.notice_letters import (
    ON_PAPER,
    PaperNotice,
    on_paper,
    print_notice_letters,
)
from ballot_service.services.announcing.notice_letters_again import reprint_notice_letters
from ballot_service.services.announcing.notice_words import Speak, text_message_parts, who_may_vote
from ballot_service.services.announcing.objections import Objection, hints_on, objections_to
from ballot_service.services.announcing.outcome_words import unclear_said
from ballot_service.services.announcing.outcomes import MessageOutcome, OutcomePage, Show, outcomes
from ballot_service.services.announcing.own_words import (
    LARGEST_TRANSLATION,
    approve_text,
    drafts,
    in_use,
    is_changed,
    is_stale,
    may_approve,
    shipped_in,
    take_translation,
    texts_to_translate,
    translated_languages,
)
from ballot_service.services.announcing.packet import evidence_packet, packets
from ballot_service.services.announcing.pausing import tell_of_pauses, to_tell_directly
from ballot_service.services.announcing.posting import (
    approve_post,
    fingerprint_of_post,
    may_post,
    posted,
    posts_of,
    queue_post,
)
from ballot_service.services.announcing.preparing import CHANNELS, Announcement, ballot_address, prepare
from ballot_service.services.announcing.proved import PROVED
from ballot_service.services.announcing.providers import (
    districts_served,
    may_hold,
    pause_everywhere,
    pause_sending,
    providers,
    providers_that_keep_failing,
    resume_everywhere,
    resume_sending,
)
from ballot_service.services.announcing.published_lines import PLACE, record_published
from ballot_service.services.announcing.publishing import (
    PUBLISHABLE,
    Published,
    feed_of,
    publish_notice,
    published_notices,
    ready_for_the_web,
)
from ballot_service.services.announcing.quoting import InPlace, PassedOver, Quote, quote
from ballot_service.services.announcing.reaching import Reach, Stand, reach
from ballot_service.services.announcing.received import tell_ballots_received
from ballot_service.services.announcing.reminders import HOURS, USUAL_HOURS
from ballot_service.services.announcing.reports import (
    Forged,
    Unreadable,
    keep_report,
    read_sendgrid,
    read_twilio,
)
from ballot_service.services.announcing.sending import send_notice
from ballot_service.services.announcing.stuck import Halted, Step, Stuck, halted, stuck
from ballot_service.services.announcing.texts_that_ship import texts_fault
from ballot_service.services.announcing.unclear_policies import Outlook, outlook, policies_of
from ballot_service.services.announcing.ways import MAIL_ONLY, Ways, takes_texts
from outreach import learn_from_providers

__all__ = [
    "BEFORE_A_ROLL",
    "CHANNELS",
    "HOURS",
    "LARGEST_TRANSLATION",
    "MAIL_ONLY",
    "ON_PAPER",
    "PLACE",
    "PROVED",
    "PUBLISHABLE",
    "TELLS_WHO_VOTED",
    "USUAL_HOURS",
    "Announcement",
    "Announcing",
    "Estimate",
    "Forged",
    "Halted",
    "Hold",
    "InPlace",
    "MessageOutcome",
    "Objection",
    "Order",
    "OutcomePage",
    "Outlook",
    "PaperNotice",
    "PassedOver",
    "Press",
    "Published",
    "Quote",
    "Reach",
    "Remark",
    "Ruling",
    "Show",
    "Speak",
    "Stack",
    "Stand",
    "Step",
    "Stuck",
    "Terms",
    "UnclearMessage",
    "Unreadable",
    "Version",
    "Ways",
    "Which",
    "answer_key",
    "approve_post",
    "approve_text",
    "approve_words",
    "ballot_address",
    "call_off",
    "call_off_old_ballot",
    "call_off_old_sessions",
    "call_off_old_times",
    "channel_name",
    "channel_names",
    "districts_served",
    "drafts",
    "estimate",
    "evidence_packet",
    "feed_of",
    "fill",
    "fingerprint_of_post",
    "halted",
    "hints_on",
    "hold_notice",
    "in_use",
    "is_changed",
    "is_stale",
    "keep_report",
    "learn_from_providers",
    "links_called_off",
    "may_approve",
    "may_hold",
    "may_post",
    "may_send",
    "not_reached",
    "objections_to",
    "on_paper",
    "outcomes",
    "outlook",
    "packets",
    "pause_everywhere",
    "pause_sending",
    "policies_of",
    "posted",
    "posts_of",
    "preferred",
    "prepare",
    "print_letters",
    "print_notice_letters",
    "providers",
    "providers_that_keep_failing",
    "public_address",
    "publish_notice",
    "published_notices",
    "queue_post",
    "quote",
    "reach",
    "read_sendgrid",
    "read_twilio",
    "ready_for_the_web",
    "record_published",
    "remarks",
    "reprint_notice_letters",
    "resume_everywhere",
    "resume_sending",
    "rule_on",
    "send_heads",
    "send_notice",
    "shipped_in",
    "stuck",
    "take_translation",
    "takes_texts",
    "tell_ballots_received",
    "tell_of_pauses",
    "text_message_parts",
    "texts_fault",
    "texts_to_translate",
    "to_tell_directly",
    "translated_languages",
    "unclear_messages",
    "unclear_said",
    "versions",
    "waiting_in",
    "ways_to_send",
    "who_may_vote",
]
