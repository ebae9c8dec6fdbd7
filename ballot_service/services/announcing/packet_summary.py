"""The first page of the proof of a notice: what was approved by whom, what became of it, and the exact words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import outreach
from ballot_service.models import Election
from ballot_service.printing.reports import Column, Report, Section
from ballot_service.rules.languages import language_name
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing.kinds import Announcing
from ballot_service.services.announcing.notice_names import NOTICE_NAMES
from ballot_service.services.announcing.notice_words import Speak
from ballot_service.services.announcing.proof_rows import SentMessage, texts_of
from ballot_service.services.announcing.standing import STATUS_WORDS

TITLES: Mapping[str, Sentence] = {
    Announcing.INFORMATION_SESSION: say("Proof of the invitation to information sessions"),
    Announcing.CALL_FOR_FORMS: say("Proof of the call for interest forms"),
    Announcing.ELECTION_NOTICE: say("Proof of the notice of election"),
    Announcing.BALLOT_LINK: say("Proof that ballot links were sent"),
    Announcing.RESULT: say("Proof that the result was sent"),
}
OF_ANSWERS = say("Proof of messages: {what}")
WHOLE = say("This is the whole record, with names and addresses. It is for the office only.")
MASKED = say(
    "Names, addresses and personal words are removed in this copy. The office keeps the whole record."
)
HOW = say(
    "Each line of messages.csv is one message: the exact text by its file, when it was approved and by whom, "
    "when it was handed over, and what came back. SHA256SUMS holds the hash of every file."
)
VERSION = say("Version {number}")
APPROVED = say("Approved on {at} by {who}.")
PRINT = say("Fingerprint of all its texts: {fingerprint}")
CHANNEL, LANGUAGE, STANDS, NUMBER = say("Channel"), say("Language"), say("Where it stands"), say("Messages")
TEXT = say("Text, version {number}: {language}, {channel}")
NOTHING = say("No message was put on the list to send.")


def summary(
    election: Election,
    kind: str,
    notices: Sequence[outreach.OutreachNotice],
    messages: Sequence[SentMessage],
    *,
    speak: Speak,
    whole: bool,
    approver: Callable[[outreach.OutreachNotice], str],
) -> Report:
    """The summary in the district's language."""
    language = election.district.language

    def said(sentence: Sentence, **values: object) -> str:
        return speak(language, Sentence(sentence.template, {**sentence.values, **values}))

    council = f"{election.council.name_in(language)}: {election.title_in(language)}"
    return Report(
        language=language,
        title=said(TITLES[kind]) if kind in TITLES else said(OF_ANSWERS, what=NOTICE_NAMES[kind]),
        council=council,
        says=(said(WHOLE if whole else MASKED), said(HOW)),
        sections=(
            *(_version(election, row, messages, said, approver(row)) for row in notices),
            *(section for row in notices for section in _texts(row, said)),
        ),
    )


def _version(
    election: Election,
    row: outreach.OutreachNotice,
    messages: Sequence[SentMessage],
    said: Callable[..., str],
    who: str,
) -> Section:
    counted = Counter(
        (one.channel, one.language, one.status) for one in messages if one.version == row.version
    )
    lines = (
        said(APPROVED, at=row.approved_at.astimezone(election.zone), who=who),
        said(PRINT, fingerprint=_in_groups(row.fingerprint)),
        *(() if counted else (said(NOTHING),)),
    )
    return Section(
        heading=said(VERSION, number=row.version),
        lines=lines,
        columns=(
            Column(label=said(CHANNEL), share=2),
            Column(label=said(LANGUAGE), share=2),
            Column(label=said(STANDS), share=4),
            Column(label=said(NUMBER), share=2),
        ),
        rows=tuple(
            (channel or "–", said(language_name(tag)), said(STATUS_WORDS[status]), str(number))
            for (channel, tag, status), number in sorted(counted.items())
        ),
    )


def _texts(row: outreach.OutreachNotice, said: Callable[..., str]) -> list[Section]:
    return [
        Section(
            heading=said(
                TEXT, number=row.version, language=language_name(text["language"]), channel=text["channel"]
            ),
            language=text["language"],
            lines=tuple(line for line in (name, text["subject"], *text["body"].splitlines()) if line.strip()),
        )
        for name, text in texts_of(row)
    ]


def _in_groups(fingerprint: str) -> str:
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))
