"""A post on social media, or a notice on a web page, made ready for a person to publish: text, picture, and the words
of the picture for those who cannot see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ballot_service.catalogues import shipped_languages
from ballot_service.models import Election, Placement
from ballot_service.printing.pictures import PostPicture
from ballot_service.printing.posters import PosterPart
from ballot_service.rules.words import Sentence, say
from ballot_service.services.announcing import Speak, who_may_vote
from ballot_service.services.papers import HOW_TO_STAND, HOW_TO_VOTE, STAND_WHEN, VOTE_WHEN

TAKE_PART = say("{school}: choose the members of our {council}.")
MORE = say("Read more: {address}")
QUESTIONS = say("Questions? Call {phone}.")
PICTURE_OF = say("Picture with these words: {words}")
FORMS = say("Anyone can fill in an interest form, for themselves or for somebody else.")


@dataclass(frozen=True, kw_only=True)
class Post:
    """What a person copies and publishes, in one language."""

    language: str
    text: str
    picture: PostPicture
    alternative: str
    """What stands in the picture, for the field that sites have for it."""


def post_for(election: Election, language: str, *, speak: Speak, address: str, now: datetime) -> Post:
    """The post in one language, with the short `address` of its place. What is over by `now` (aware) is left out."""

    def said(sentence: Sentence, **values: object) -> str:
        return speak(language, Sentence(sentence.template, {**sentence.values, **values}))

    council = election.council
    school = council.school.name if council.school else election.district.name
    parts = _parts(election, said=said, now=now)
    call = said(QUESTIONS, phone=election.district.phone)
    picture = PostPicture(
        language=language,
        school=school,
        council=council.name_in(language),
        parts=parts,
        address=address,
        call=call,
    )
    lines = [
        said(TAKE_PART, school=school, council=council.name_in(language)),
        *(line for part in parts for line in part.lines),
        said(MORE, address=address),
        call,
    ]
    return Post(
        language=language,
        text="\n\n".join(lines),
        picture=picture,
        alternative=said(PICTURE_OF, words=" ".join(picture.words)),
    )


def post_languages(row: Placement) -> list[str]:
    """The languages of a place in which there is a post."""
    return [tag for tag in shipped_languages() if tag in row.languages]


def _parts(election: Election, *, said: Callable[..., str], now: datetime) -> tuple[PosterPart, ...]:
    zone = election.zone
    voting = {"opens": election.opens_at.astimezone(zone), "closes": election.closes_at.astimezone(zone)}
    vote = PosterPart(
        heading=said(HOW_TO_VOTE), lines=(said(VOTE_WHEN, **voting), said(who_may_vote(election)))
    )
    if now >= election.nominations_close_at:
        return (vote,)
    forms = {
        "opens": election.nominations_open_at.astimezone(zone),
        "closes": election.nominations_close_at.astimezone(zone),
    }
    return (PosterPart(heading=said(HOW_TO_STAND), lines=(said(FORMS), said(STAND_WHEN, **forms))), vote)
