"""Outreach: sends notices to people in their language, each exactly once, and records what came back.

This is the front door. It knows no elections and no web framework.
"""

from outreach.attaching import attach, attachments_of
from outreach.base import Base, UtcTime
from outreach.bell import Bell, build_bell, worker_name
from outreach.consent import (
    Consent,
    Stopped,
    history,
    learn_from_providers,
    learn_from_report,
    note,
    stopped_among,
    stopped_everywhere,
)
from outreach.errors import (
    BellError,
    BrokenChannel,
    MissingFile,
    MissingLink,
    MissingPlaceholder,
    MissingValue,
    NotApproved,
    NoticeChanged,
    NoticeError,
    NotUncertain,
    NotYet,
    OutreachError,
    UnexpectedFile,
    UnknownChannel,
    UnknownLanguage,
    UnknownNotice,
    UnknownPlaceholder,
)
from outreach.faring import Faring, farings, pause_provider, paused_by_themselves, resume_provider
from outreach.groups import Fill, Pace
from outreach.handing import hand_over
from outreach.holding import cancel, pause, resume, send_at_any_hour
from outreach.ledger import ConsentEntry
from outreach.looking_up import Trace
from outreach.media import Medium, Reaches
from outreach.models import Attempt, Delivery, NoticeFile, OutreachNotice, Provider, ProviderReport, Ruling
from outreach.notice import ContactPoint, Notice, Recipient, Text
from outreach.notice_book import NoticeBook
from outreach.one_address import SAME_ADDRESS, holders, may_have_it, told_at_address
from outreach.outbox import approve, enqueue
from outreach.pacing import Pacing, Rate, SendingHours, segments_of
from outreach.policies import BY_POLICY, Policies, Policy, Then
from outreach.reconcile import Swept, confirm_sent, give_up, repeat, sweep
from outreach.record import Unclear, Unreached, not_reached, progress, published_at, uncertain
from outreach.reports import Recorded, Report, record_reports
from outreach.restoring import RESTORED, doubt_waiting
from outreach.sending import Attachment, Means, Message, Outcome, Sender
from outreach.standings import Standing, standings
from outreach.states import (
    WAITING,
    Answer,
    ConsentSource,
    DeliveryStatus,
    Priority,
    PurposeClass,
    ReportKind,
    RulingKind,
    Says,
)
from outreach.worker import deliver_due

__all__ = [
    "BY_POLICY",
    "RESTORED",
    "SAME_ADDRESS",
    "WAITING",
    "Answer",
    "Attachment",
    "Attempt",
    "Base",
    "Bell",
    "BellError",
    "BrokenChannel",
    "Consent",
    "ConsentEntry",
    "ConsentSource",
    "ContactPoint",
    "Delivery",
    "DeliveryStatus",
    "Faring",
    "Fill",
    "Means",
    "Medium",
    "Message",
    "MissingFile",
    "MissingLink",
    "MissingPlaceholder",
    "MissingValue",
    "NotApproved",
    "NotUncertain",
    "NotYet",
    "Notice",
    "NoticeBook",
    "NoticeChanged",
    "NoticeError",
    "NoticeFile",
    "Outcome",
    "OutreachError",
    "OutreachNotice",
    "Pace",
    "Pacing",
    "Policies",
    "Policy",
    "Priority",
    "Provider",
    "ProviderReport",
    "PurposeClass",
    "Rate",
    "Reaches",
    "Recipient",
    "Recorded",
    "Report",
    "ReportKind",
    "Ruling",
    "RulingKind",
    "Says",
    "Sender",
    "SendingHours",
    "Standing",
    "Stopped",
    "Swept",
    "Text",
    "Then",
    "Trace",
    "Unclear",
    "UnexpectedFile",
    "UnknownChannel",
    "UnknownLanguage",
    "UnknownNotice",
    "UnknownPlaceholder",
    "Unreached",
    "UtcTime",
    "approve",
    "attach",
    "attachments_of",
    "build_bell",
    "cancel",
    "confirm_sent",
    "deliver_due",
    "doubt_waiting",
    "enqueue",
    "farings",
    "give_up",
    "hand_over",
    "history",
    "holders",
    "learn_from_providers",
    "learn_from_report",
    "may_have_it",
    "not_reached",
    "note",
    "pause",
    "pause_provider",
    "paused_by_themselves",
    "progress",
    "published_at",
    "record_reports",
    "repeat",
    "resume",
    "resume_provider",
    "segments_of",
    "send_at_any_hour",
    "standings",
    "stopped_among",
    "stopped_everywhere",
    "sweep",
    "told_at_address",
    "uncertain",
    "worker_name",
]
