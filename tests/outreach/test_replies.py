"""What people write back, read in every language we know; what is not surely "stop" goes to a person."""

from __future__ import annotations

import pytest

from outreach.providers.twilio_inbound import read_inbound
from outreach.replies import Wish, read_reply

SID = "SM" + "0" * 32


@pytest.mark.parametrize(
    ("words", "wish", "language"),
    [
        ("STOP", Wish.STOP, "en"),
        (" Stop. ", Wish.STOP, "en"),
        ("stop 🛑!!", Wish.STOP, "en"),
        ("ALTO", Wish.STOP, "es"),
        ("توقف", Wish.STOP, "ar"),
        ("إيقاف", Wish.STOP, "ar"),
        ("DỪNG LẠI", Wish.STOP, "vi"),
        ("dung lai", Wish.STOP, "vi"),
        ("Dừng", Wish.STOP, "vi"),
        ("Đúng", Wish.QUESTION, ""),
        ("退订", Wish.STOP, "zh-Hans"),
        ("Please stop texting me", Wish.STOP, "en"),
        ("please stop", Wish.STOP, "en"),
        ("Don't text this number again", Wish.STOP, "en"),
        ("take me off your list", Wish.STOP, "en"),
        ("No me manden mensajes", Wish.STOP, "es"),
        ("ya no me envíen nada por favor", Wish.STOP, "es"),
        ("Dejen de escribirme", Wish.STOP, "es"),
        ("لا ترسلوا لي رسائل", Wish.STOP, "ar"),
        ("đừng nhắn tin cho tôi nữa", Wish.STOP, "vi"),
        ("请不要再发短信", Wish.STOP, "zh-Hans"),
        ("I want to unsubscribe", Wish.STOP, "en"),
        ("Opt out please", Wish.STOP, "en"),
        ("no más", Wish.STOP, "es"),
        ("SALIR", Wish.STOP, "es"),
        ("Ya no quiero recibir esto", Wish.STOP, "es"),
        ("No quiero votar por él", Wish.QUESTION, ""),
        ("كفى", Wish.STOP, "ar"),
        ("قف من فضلك", Wish.STOP, "ar"),
        ("HUỶ BỎ", Wish.STOP, "vi"),
        ("DUNG", Wish.STOP, "vi"),
        ("拒收", Wish.STOP, "zh-Hans"),
        ("START", Wish.START, "en"),
        ("empezar", Wish.START, "es"),
        ("Help", Wish.HELP, "en"),
        ("¡Ayuda!", Wish.HELP, "es"),
        ("مساعدة", Wish.HELP, "ar"),
        ("ES", Wish.LANGUAGE, "es"),
        ("Español", Wish.LANGUAGE, "es"),
        ("in English please", Wish.QUESTION, ""),
        ("en", Wish.LANGUAGE, "en"),
        ("Tiếng Việt", Wish.LANGUAGE, "vi"),
        ("中文", Wish.LANGUAGE, "zh-Hans"),
        ("العربية", Wish.LANGUAGE, "ar"),
        ("Wrong number", Wish.WRONG_NUMBER, "en"),
        ("you have the wrong person, stop texting me", Wish.WRONG_NUMBER, "en"),
        ("Número equivocado", Wish.WRONG_NUMBER, "es"),
        ("When does voting stop?", Wish.QUESTION, ""),
        ("Where is the bus stop", Wish.QUESTION, ""),
        ("Can you stop sending me the Spanish one?", Wish.QUESTION, ""),
        ("yes", Wish.QUESTION, ""),
        ("¿Dónde puedo votar?", Wish.QUESTION, ""),
        (
            "I will be at the end of the hall, cancel nothing for me and thank you all. " * 3,
            Wish.QUESTION,
            "",
        ),
        ("", Wish.QUESTION, ""),
        ("👍", Wish.QUESTION, ""),
    ],
)
def test_what_a_reply_asks_for(words: str, wish: Wish, language: str) -> None:
    found = read_reply(words)
    assert (found.wish, found.language) == (wish, language)


@pytest.mark.parametrize(
    ("fields", "did"),
    [
        ({"Body": "Stop"}, Wish.STOP),
        ({"Body": "ALTO", "OptOutType": "STOP"}, Wish.STOP),
        ({"Body": "ALTO"}, None),
        ({"Body": "please stop"}, None),
        ({"Body": "HELP"}, None),
        ({"Body": "HELP", "OptOutType": "HELP"}, Wish.HELP),
        ({"Body": ""}, None),
    ],
)
def test_what_twilio_has_done_already(fields: dict[str, str], did: Wish | None) -> None:
    found = read_inbound({"MessageSid": SID, "From": "+16015550100", **fields})
    assert (found.reference, found.sender, found.provider_did) == (SID, "+16015550100", did)
    assert "+1601" not in repr(found)


def test_on_whatsapp_nobody_obeys_stop_before_us() -> None:
    found = read_inbound({"MessageSid": SID, "From": "whatsapp:+16015550100", "Body": "STOP"})
    assert (found.sender, found.provider_did, read_reply(found.words).wish) == (
        "+16015550100",
        None,
        Wish.STOP,
    )


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"MessageSid": SID, "From": "+16015550100"},
        {"MessageSid": "x", "From": "+16015550100", "Body": "a"},
    ]
    + [{"MessageSid": SID, "From": who, "Body": "a"} for who in ("", "28849", "whatsapp:", "messenger:123")],
)
def test_what_is_no_text_message_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not a text message"):
        read_inbound(form)
