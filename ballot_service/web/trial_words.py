"""What a technician is told about a test message: whether it was taken, and if not, what to check."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from ballot_service.mailing import smtp_settings
from ballot_service.provider_settings import MailBy
from ballot_service.rules.words import Sentence, say
from ballot_service.settings import Settings

Words = Mapping[str, Sentence]

TWILIO: Words = MappingProxyType(
    {
        "": say(
            "Twilio has accepted the test message. If it does not arrive in a few minutes, look at the message log in "
            "Twilio’s console."
        ),
        "key_refused": say("Twilio refused the key: check TWILIO_AUTH_TOKEN."),
        "api_key_refused": say("Twilio refused the key: check TWILIO_API_KEY and TWILIO_API_SECRET."),
        "account_unknown": say("Twilio does not know the account: check TWILIO_ACCOUNT_SID."),
        "account_inactive": say("The Twilio account is not active: look at Twilio’s console."),
        "not_permitted": say(
            "Twilio does not let this key send messages: give it the right in Twilio’s console."
        ),
        "sender_refused": say(
            "Twilio refused the sender: check TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID."
        ),
        "report_address_refused": say(
            "Twilio does not accept the address for its reports: check BALLOTS_PUBLIC_ORIGIN."
        ),
        "number_unverified": say(
            "This number is not verified, and a trial account sends to verified numbers only (21608). Verify it in "
            "Twilio’s console, or upgrade the account."
        ),
        "number_invalid": say("Twilio says that this number cannot be used."),
        "not_mobile": say("This number takes no text messages."),
        "opted_out": say("This number has replied STOP. Reply START from it to get messages again."),
        "region_blocked": say("The account may not send to this country: allow it in Twilio’s console."),
        "no_route": say("Twilio has no way from our number to this one."),
        "text_too_long": say("Twilio refused the text: it is too long."),
        "message_refused": say("Twilio refused the message. The message log in Twilio’s console says why."),
        "busy": say("Twilio asked us to wait. Try again in a few minutes."),
        "no_connection": say("Twilio does not answer at {place}. Look at the network and the firewall."),
        "no_answer": say("Twilio did not answer in time. The message may arrive all the same."),
        "answer_unclear": say("Twilio’s answer could not be read. The message may arrive all the same."),
        "provider_failed": say("Twilio itself failed. Try again later; the message may arrive all the same."),
    }
)
SENDGRID: Words = MappingProxyType(
    {
        "": say("SendGrid has accepted the test mail. Look into the mailbox, and among unwanted mail."),
        "key_refused": say("SendGrid refused the key: check SENDGRID_API_KEY."),
        "account_unknown": say("SendGrid does not know the account: check SENDGRID_API_KEY."),
        "not_permitted": say(
            "SendGrid does not let this key send: give it the right “Mail Send”, and verify BALLOTS_MAIL_FROM as a "
            "sender."
        ),
        "sender_refused": say("SendGrid refused the sender: verify BALLOTS_MAIL_FROM as a sender there."),
        "address_refused": say("SendGrid refused this mail address."),
        "text_too_long": say("SendGrid refused the mail: it is too long."),
        "message_refused": say("SendGrid refused the mail. Its activity page says why."),
        "busy": say("SendGrid asked us to wait. Try again in a few minutes."),
        "no_connection": say("SendGrid does not answer at {place}. Look at the network and the firewall."),
        "no_answer": say("SendGrid did not answer in time. The mail may arrive all the same."),
        "answer_unclear": say("SendGrid’s answer could not be read. The mail may arrive all the same."),
        "provider_failed": say("SendGrid itself failed. Try again later; the mail may arrive all the same."),
    }
)
SMTP: Words = MappingProxyType(
    {
        "": say(
            "The mail server has accepted the test mail. Look into the mailbox, and among unwanted mail."
        ),
        "no_connection": say("The mail server does not answer at {place}: check BALLOTS_MAIL_URL."),
        "sign_in_refused": say("The mail server refused the user name or password: check BALLOTS_MAIL_URL."),
        "sender_refused": say("The mail server refused the sender: check BALLOTS_MAIL_FROM."),
        "bad_address": say("This mail address cannot be used."),
        "address_refused": say("The mail server refused this mail address."),
        "address_later": say("The mail server does not take mail for this address now. Try again later."),
        "message_refused": say("The mail server refused the mail."),
        "message_later": say("The mail server does not take the mail now. Try again later."),
        "no_answer": say("The mail server did not answer in time. The mail may arrive all the same."),
    }
)
CONSOLE: Words = MappingProxyType(
    {
        "": say("No mail server is set: the test mail was printed to the console and reaches nobody."),
        "stream_closed": say("The console could not be written to."),
    }
)
_OTHER = say("The message was not sent, for a reason this service does not know: {code}.")
_MAIL: Mapping[MailBy, Words] = MappingProxyType(
    {MailBy.SMTP: SMTP, MailBy.SENDGRID: SENDGRID, MailBy.CONSOLE: CONSOLE}
)


def said_of_trial(settings: Settings, channel: str, error: str) -> Sentence:
    """What came of a test message. `error` is the short code of the outcome, empty when it was taken."""
    if channel == "sms" and error == "key_refused" and settings.twilio and settings.twilio.api_key:
        error = "api_key_refused"
    words = TWILIO if channel == "sms" else _MAIL[settings.mail_by]
    if error not in words:
        return Sentence(_OTHER.template, {"code": error})
    template = words[error].template
    return Sentence(template, {"place": _place(settings, channel)} if "{place}" in template else {})


def _place(settings: Settings, channel: str) -> str:
    """Host and port that are called; never a name or password."""
    if channel == "sms":
        return urlsplit(settings.twilio.base_url).netloc if settings.twilio else ""
    if settings.mail_by is MailBy.SENDGRID:
        return urlsplit(settings.sendgrid.base_url).netloc if settings.sendgrid else ""
    server = smtp_settings(settings)
    return f"{server.host}:{server.port}"
