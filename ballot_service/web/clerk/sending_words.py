"""The words for what is sent, by which channel, and where each message stands."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from ballot_service.rules.decision import Decision
from ballot_service.rules.languages import language_name
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing import Announcing, Hold, InPlace, Quote, Show, Ways
from ballot_service.web.languages import words

NAMES: dict[Announcing, Sentence] = {
    Announcing.INFORMATION_SESSION: say("Invitation to information sessions"),
    Announcing.CALL_FOR_FORMS: say("Call for interest forms"),
    Announcing.ELECTION_NOTICE: say("Notice of election"),
    Announcing.BALLOT_LINK: say("Ballot links"),
    Announcing.REMINDER: say("Reminder to vote"),
    Announcing.BALLOT_CORRECTED: say("The ballot was corrected: choose again"),
    Announcing.RESULT: say("Result"),
}
WAYS_WORDS: dict[Ways, Sentence] = {
    Ways.ONE: say("One message to each person, by the first of these ways that reaches them"),
    Ways.EVERY: say("By every one of these ways, to everybody whom it reaches"),
}
SHOW_WORDS: dict[Show, Sentence] = {
    Show.TROUBLE: say("Messages that have not simply gone out"),
    Show.ALL: say("All messages"),
}
STATUS_WORDS: dict[str, Sentence] = {
    "queued": say("Waiting to be sent"),
    "leased": say("Being sent"),
    "sent": say("Accepted by the provider"),
    "refused": say("Refused by the provider"),
    "undelivered": say("Did not arrive"),
    "uncertain": say("Unclear"),
    "expired": say("Not sent in time"),
    "no_address": say("No address that could be used"),
    "no_text": say("No text in their language"),
    "given_up": say("Left as it is"),
    "opted_out": say("The person asked for no messages"),
    "cancelled": say("Taken off the list"),
}
HOLD_WORDS: dict[Hold, Sentence] = {
    Hold.PAUSE: say("Pause: nothing more goes out until you say so"),
    Hold.RESUME: say("Go on: send what waits"),
    Hold.CALL_OFF: say("Call off: what waits is never sent"),
    Hold.ANY_HOUR: say("Send now, although phones ring in quiet hours"),
}
HELD_WORDS: dict[Hold, Sentence] = {
    Hold.PAUSE: say("The notice is paused."),
    Hold.RESUME: say("The notice goes on."),
    Hold.CALL_OFF: say("What was waiting is called off."),
    Hold.ANY_HOUR: say("The messages go out now."),
}


def what_sending_does(
    quoted: Quote, advice: Decision, hours: int = 0, kind: Announcing = Announcing.REMINDER
) -> list[str]:
    """What the clerk reads before the messages go out: to how many, and to whom they do not. With `hours` each person
    is looked at in their turn, spread over so many; `kind` says what for.
    """
    people = ngettext("%(num)s person gets it.", "%(num)s people get it.", quoted.people)
    mails = ngettext("%(num)s message goes out.", "%(num)s messages go out.", quoted.messages)
    firsts = _of_turns(quoted, hours, kind) if hours else [people, mails]
    says = [*firsts, *what_is_in_place(quoted), *(words(reason.sentence) for reason in advice.reasons)]
    if quoted.passed_over:
        says.append(
            ngettext(
                "%(num)s person cannot be reached this way and has to be told otherwise.",
                "%(num)s people cannot be reached this way and have to be told otherwise.",
                len(quoted.passed_over),
            )
        )
    if quoted.already:
        says.append(
            ngettext(
                "%(num)s message was sent before and is not sent again.",
                "%(num)s messages were sent before and are not sent again.",
                quoted.already,
            )
        )
    return says


def what_is_in_place(quoted: Quote) -> list[str]:
    """Who reads a language in which there is no text, and what they get: nobody gets another language unsaid."""
    return [_in_place(one) for one in quoted.in_place]


def _in_place(one: InPlace) -> str:
    reads = words(tuple(language_name(tag) for tag in one.reads))
    gets = words(tuple(language_name(tag) for tag in one.languages))
    says: str
    if not one.languages:
        says = ngettext(
            "%(num)s person reads a language in which there is no text (%(reads)s). No message goes to this person, "
            "who is listed to be told in another way.",
            "%(num)s people read a language in which there is no text (%(reads)s). No message goes to them; they are "
            "listed to be told in another way.",
            one.people,
            reads=reads,
        )
    elif len(one.languages) == 1:
        says = ngettext(
            "%(num)s person reads a language in which there is no text (%(reads)s) and gets it in another: %(gets)s.",
            "%(num)s people read a language in which there is no text (%(reads)s) and get it in another: %(gets)s.",
            one.people,
            reads=reads,
            gets=gets,
        )
    else:
        says = ngettext(
            "%(num)s person reads a language in which there is no text (%(reads)s) and gets one message in: %(gets)s.",
            "%(num)s people read a language in which there is no text (%(reads)s) and get one message in: %(gets)s.",
            one.people,
            reads=reads,
            gets=gets,
        )
    return says


def _of_turns(quoted: Quote, hours: int, kind: Announcing) -> list[str]:
    is_reminder = kind is Announcing.REMINDER
    return [
        ngettext(
            "%(num)s person with a ballot link is looked at.",
            "%(num)s people with a ballot link are looked at.",
            quoted.people,
        ),
        _("When a person’s turn comes, the service looks if a ballot is in the box. If so, nothing is sent.")
        if is_reminder
        else _(
            "When a person’s turn comes, the service looks if their ballot was cast before the correction. If not, "
            "nothing is sent."
        ),
        ngettext(
            "The turns are drawn by lot, over %(num)s hour.",
            "The turns are drawn by lot, over %(num)s hours.",
            hours,
        ),
    ]
