"""Rate limits. Ballot pages hold up only tokens that do not fit, so one school address locks nobody out."""

from __future__ import annotations

from hashlib import sha256
from hmac import new as new_hmac
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse

from ballot_service.links import BadLink, Links, Purpose, token_in

OWN_NETWORK = 64
"""Leading bits of an IPv6 address. Whoever has one address has all that share them, and may take another at will."""


def network() -> str:
    """The network a request comes from, by which every limit counts: an IPv4 address, or half of an IPv6 one."""
    address = get_remote_address()
    try:
        read = ip_address(address)
    except ValueError:
        return address  # a socket without an address
    if not isinstance(read, IPv6Address):
        return str(read)
    return str(read.ipv4_mapped or ip_network((int(read), OWN_NETWORK), strict=False))


limiter = Limiter(key_func=network, storage_uri="memory://", strategy="fixed-window")

WRONG_LINKS = "30 per 10 minutes"
WRONG_CARDS = "120 per 10 minutes"
"""Codes of cards that do not fit, from one network: several tablets at one table, where people mistype."""
SIGN_IN = "100 per 10 minutes"
"""From one network: a whole district office may sit behind one address."""
SIGN_IN_MAILS = "5 per 10 minutes"
"""To one mailbox, wherever the wish comes from."""
FORGED_REPORTS = "30 per 10 minutes"
"""Reports whose signature does not fit, from one network."""
MEASUREMENTS = "60 per minute"
"""Counting all messages takes a moment; a monitoring program asks a few times a minute."""
TEST_MESSAGES = "6 per 10 minutes"
"""Each one costs money and goes to an address that was only typed in."""


def typed_mailbox() -> str:
    """Whose mailbox is meant, as a digest: limits keep no addresses."""
    typed = " ".join(request.form.get("email", "").split()).casefold()
    return sha256(typed.encode()).hexdigest()


def is_our_link() -> bool:
    """Whether this installation made the ballot link asked for: its signature fits, told without the database.

    Such a link is never held up. Otherwise thirty wrong ones would lock out every voter behind the same address.
    """
    return _fits(Purpose.BALLOT)


def is_our_card() -> bool:
    """Whether no code was typed yet, or one whose signature fits. Whoever has a card is never held up, nor who types
    the own link on a shared tablet."""
    links: Links = current_app.extensions["links"]
    typed = (request.view_args or {}).get("token") or request.form.get("code", "")
    try:
        links.card_key(typed)
    except BadLink:
        return not typed.strip() or _is_link(links, typed)
    return True


def _is_link(links: Links, typed: str) -> bool:
    try:
        links.key(Purpose.BALLOT, token_in(typed))
    except BadLink:
        return False
    return True


def is_our_consent_link() -> bool:
    """The same of a link to a student's parent or guardian."""
    return _fits(Purpose.CONSENT)


def is_our_sign_up() -> bool:
    """The same of the address where somebody who signs up types a code."""
    return _fits(Purpose.SIGN_UP)


def network_digest(secret: str) -> str:
    """The network a request comes from, as a keyed digest: the database keeps no addresses."""
    return new_hmac(secret.encode(), network().encode(), sha256).hexdigest()


def is_our_session_link() -> bool:
    """The same of the page on which people sign in at an information session."""
    return _fits(Purpose.SESSION)


def is_our_acceptance_link() -> bool:
    """The same of a link to a person whom somebody else nominated."""
    return _fits(Purpose.ACCEPTANCE)


def is_our_form_link() -> bool:
    """The same of a link to somebody's own interest form."""
    return _fits(Purpose.OWN_FORM)


def is_our_news_link() -> bool:
    """The same of the address at which somebody ends news."""
    return _fits(Purpose.UNSUBSCRIBE)


def _fits(purpose: Purpose) -> bool:
    links: Links = current_app.extensions["links"]
    try:
        links.key(purpose, (request.view_args or {})["token"])
    except BadLink:
        return False
    return True


REQUESTS = parse("10 per 10 minutes")
"""Requests for a review from one network; only those that were kept count."""


def may_ask_from_here() -> bool:
    """Whether one more review may be asked for from this network, as with interest forms."""
    return limiter.limiter.test(REQUESTS, "request for a review", network())


def count_request_from_here() -> None:
    """Counts a request that was kept."""
    limiter.limiter.hit(REQUESTS, "request for a review", network())


QUESTIONS = parse("10 per 10 minutes")
"""Questions to the district from one network; only those that were kept count."""


def may_ask_question_from_here() -> bool:
    """Whether one more question may be asked from this network."""
    return limiter.limiter.test(QUESTIONS, "question", network())


def count_question_from_here() -> None:
    """Counts a question that was kept."""
    limiter.limiter.hit(QUESTIONS, "question", network())


FORMS = parse("20 per 10 minutes")
"""Interest forms filed from one network."""


def may_send_form_from_here() -> bool:
    """Whether one more interest form may be filed from this network.

    Only forms that were filed count: looking, mistakes and pressing twice cost nothing, so a school where everybody
    shares one address has room for twenty people in ten minutes. The twenty-first keeps everything typed, and the same
    button works once the ten minutes are over; paper and the phone are open meanwhile.
    """
    return limiter.limiter.test(FORMS, "interest form", network())


def count_form_from_here() -> None:
    """Counts a form that was filed."""
    limiter.limiter.hit(FORMS, "interest form", network())


PHOTOS = parse("60 per 10 minutes")
"""Photos from one network: drawing one anew takes a moment of the whole service."""


def may_send_photo_from_here() -> bool:
    """Whether one more photo is looked at from this network."""
    return limiter.limiter.test(PHOTOS, "photo", network())


def count_photo_from_here() -> None:
    """Counts a photo that was looked at, usable or not."""
    limiter.limiter.hit(PHOTOS, "photo", network())


SIGN_INS = parse("300 per 10 minutes")
"""People who sign in at one information session from one network: a full cafeteria shares one."""


def may_sign_in_from_here(session_id: UUID) -> bool:
    """Whether one more person may be put on the list from this network. Only those who got onto it count."""
    return limiter.limiter.test(SIGN_INS, f"information session {session_id}", network())


def count_sign_in_from_here(session_id: UUID) -> None:
    """Counts somebody who got onto the list."""
    limiter.limiter.hit(SIGN_INS, f"information session {session_id}", network())


VISITS = parse("120 per 10 minutes")
"""Visits to the short addresses of flyers that are counted from one network: a class that scans a poster together."""


def counts_visit_from_here() -> bool:
    """Takes one of the visits that still count from this network; False once they are used up.

    Whoever opens the address more often gets to the page just the same, and the count stays as it is.
    """
    return bool(limiter.limiter.hit(VISITS, "visit", network()))
