"""What somebody gets in whose language there is no text: what the council chose, and marked as what it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import outreach
from ballot_service.catalogues import shipped_languages
from ballot_service.models import Election
from ballot_service.rules.election_settings import MissingLanguage
from ballot_service.rules.missing_language import Reading, written_in
from ballot_service.services.announcing.notice_words import LINK_LETTERS
from ballot_service.services.facts import settings_of
from outreach.channels import media
from outreach.lint import MOST_PARTS
from outreach.media import Reaches
from outreach.together import MANY, can_hold, is_short_enough, together, value_in
from outreach.wording import is_personal

AS_LONG_AS: Mapping[str, str] = {
    "voter": "M. J****",
    "personal_link": "https://vote.example.org/v/" + "x" * LINK_LETTERS,
}
"""What is put in for each person, as long as usual."""


def languages_for(
    election: Election, reads: str, written: Collection[str], *, must_arrive: bool = False
) -> tuple[str, ...]:
    """The languages in which somebody is written to who reads `reads`; none if not at all (`written_in`)."""
    settings = settings_of(election)
    return written_in(
        Reading(
            reads=reads,
            written=written,
            policy=settings.missing_language,
            base=election.district.language,
            required=settings.required_languages,
            must_arrive=must_arrive,
        )
    )


def languages_at_once(election: Election) -> tuple[str, ...]:
    """Those of a text in all languages of the notice."""
    return tuple(tag for tag in settings_of(election).required_languages if tag in shipped_languages())


def with_all_languages(notice: outreach.Notice, election: Election) -> outreach.Notice:
    """The notice and, where the council chose it, one more text by each way, in all languages of the notice.

    A text message that would be longer than one person should be charged for is left out.
    """
    return replace(notice, texts=(*notice.texts, *_in_all(notice, election)))


def with_all_in_mail(
    notice: outreach.Notice, election: Election, per_person: Collection[str]
) -> outreach.Notice:
    """The same for an answer to one person, by e-mail only: what `per_person` says is said in each language."""
    own = [name for name in per_person if not is_personal(name)]
    made = [text for text in _in_all(notice, election, own) if media()[text.channel].reaches is Reaches.EMAIL]
    return replace(notice, texts=(*notice.texts, *made))


def _in_all(
    notice: outreach.Notice, election: Election, per_person: Collection[str] = ()
) -> list[outreach.Text]:
    settings = settings_of(election)
    if settings.missing_language is not MissingLanguage.BILINGUAL:
        return []
    made = []
    for channel in sorted(notice.channels):
        texts = [text for tag in settings.required_languages if (text := notice.text(tag, channel))]
        if len(texts) < 2 or not can_hold(media()[channel]):
            continue
        one = together(texts, per_person)
        if is_short_enough(media()[channel], as_long_as_usual(one.body), MOST_PARTS):
            made.append(one)
    return made


def as_long_as_usual(body: str) -> str:
    """A text as long as somebody would get it."""
    for name, value in AS_LONG_AS.items():
        body = body.replace(f"{{{name}}}", value)
    return body


def in_words_there_are(
    person: outreach.Recipient, notice: outreach.Notice, election: Election
) -> outreach.Recipient:
    """The recipient with the language of the text that they get, marked where it is not the one that they read."""
    if person.language in notice.languages:
        return person
    found = languages_for(election, person.language, notice.languages - {MANY})
    if not found:
        return person
    return replace(person, language=found[0] if len(found) == 1 else MANY, fallback_for=person.language)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer's language, the one that the person reads where it is another, and what is put into the text."""

    language: str
    fallback_for: str
    values: Mapping[str, str]


def answer_in(
    notice: outreach.Notice,
    election: Election,
    reads: str,
    channel: str,
    values: Callable[[str], Mapping[str, str]],
) -> Answer:
    """How an answer to one person is said, which always goes out: `values` are what it says in a language.

    In all languages of the notice where the council chose that and it goes by e-mail; else in the first of them that
    the district speaks.
    """
    found = languages_for(election, reads, notice.languages - {MANY}, must_arrive=True)
    if len(found) > 1 and notice.text(MANY, channel):
        said = {value_in(name, tag): value for tag in found for name, value in values(tag).items()}
        return Answer(language=MANY, fallback_for=reads, values=said)
    base = election.district.language
    tag = base if base in found else found[0]
    return Answer(language=tag, fallback_for="" if tag == reads else reads, values=values(tag))
