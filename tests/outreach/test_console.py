"""The console shows a message in full, and says so when it cannot."""

from __future__ import annotations

from io import StringIO
from uuid import uuid4

from outreach import Answer, Message, channels
from outreach.channels.console import Settings
from tests.outreach.samples import MONDAY


def test_it_writes_the_message() -> None:
    stream = StringIO()
    message = Message(
        delivery_id=uuid4(),
        sent_at=MONDAY,
        channel="sms",
        language="es",
        address="+16015550100",
        body="Su boleta: https://v.example/b/1",
    )
    sender = channels.find("console").open_sender(Settings(stream=stream))
    outcome = sender.send(message)
    sender.close()
    assert (outcome.answer, outcome.provider_reference) == (Answer.ACCEPTED, str(message.delivery_id))
    assert stream.getvalue() == "--- sms (es) to +16015550100\nSu boleta: https://v.example/b/1\n\n"


def test_a_broken_pipe_is_not_sent() -> None:
    class Broken(StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    message = Message(
        delivery_id=uuid4(), sent_at=MONDAY, channel="email", language="en", address="a@b.example", body="x"
    )
    outcome = channels.find("console").open_sender(Settings(stream=Broken())).send(message)
    assert (outcome.answer, outcome.halt) == (Answer.NOT_SENT, True)
