"""The worker: sends what is due, and never the same thing twice by itself.

It sweeps, looks for what is unclear, then gives each channel its turn (`rounds`), and keeps how each provider fared.
The worker alone commits by itself: each step must outlive it. A step that the database ends because of others is done
again (`again`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

import structlog
from sqlalchemy.orm import Session

from outreach.again import again
from outreach.groups import USUAL_PACE, Fill, Pace
from outreach.inquiring import Inquiries
from outreach.pacing import NO_PACING, Pacing
from outreach.policies import Policies
from outreach.readying import Readying
from outreach.reconcile import sweep
from outreach.rounds import Round
from outreach.sending import Sender
from outreach.states import Answer

_log = structlog.get_logger(__name__)


def deliver_due(
    session_factory: Callable[[], Session],
    senders: Mapping[str, Sender],
    fill: Fill,
    clock: Callable[[], datetime],
    worker_name: str,
    pace: Pace = USUAL_PACE,
    *,
    stop: Callable[[], bool] = lambda: False,
    pacing: Pacing = NO_PACING,
    policies: Policies = MappingProxyType({}),
) -> Counter[Answer]:
    """Sweeps, then sends everything that is due, channel by channel, until nothing is left or `stop()` says
    so.

    `senders` maps a kind of address ("email", "sms") to the sender that carries it. `clock` gives aware UTC
    times. Returns how many attempts ended how. A sender that says `halt` is left alone until the next call, and one
    that keeps failing is paused (`faring`). `pacing` gives quiet hours and the most that a provider is handed. What is
    unclear is looked for first (`inquiring`); `policies` say by purpose what becomes of what is not found.
    """
    _sweep_all(session_factory, clock)
    _settle_unclear(Inquiries(session_factory, senders, fill, clock, policies), stop)
    tally: Counter[Answer] = Counter()
    for channel, sender in senders.items():
        readying = Readying(session_factory, sender.name, channel, fill, clock, pacing)
        round_ = Round(session_factory, sender, channel, readying, clock, worker_name, pace, stop)
        try:
            tally.update(round_.deliver())
        finally:
            sender.close()
    return tally


def _sweep_all(session_factory: Callable[[], Session], clock: Callable[[], datetime]) -> None:
    while True:
        swept = again(session_factory, lambda session: sweep(session, now=clock()))
        if not swept:
            return
        _log.info("swept", uncertain=swept.uncertain, requeued=swept.requeued, expired=swept.expired)


def _settle_unclear(inquiries: Inquiries, stop: Callable[[], bool]) -> None:
    try:
        settled = inquiries.settle(stop)
    finally:
        for sender in inquiries.asked.values():
            sender.close()
    if settled:
        _log.info("unclear_settled", **settled)
