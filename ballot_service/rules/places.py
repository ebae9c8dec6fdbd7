"""Where and as what people are told: the guidance's 21 kinds of place, and what can be put up or published there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.rules.words import Sentence, say


class PlaceKind(StrEnum):
    """The kinds of place that the guidance names (R020; CEC Guidance 2022, p. 22), in its order, and any other."""

    SCHOOL_EVENT = "school_event"
    COMMUNITY_EVENT = "community_event"
    HEAD_START = "head_start"
    DAYCARE = "daycare"
    COMMUNITY_CENTER = "community_center"
    PARK = "park"
    SCHOOL_NEWSLETTER = "school_newsletter"
    RESTAURANT = "restaurant"
    GYM = "gym"
    BOARD_MEETING = "board_meeting"
    STORE = "store"
    BARBERSHOP = "barbershop"
    LIBRARY = "library"
    PLACE_OF_WORSHIP = "place_of_worship"
    CHAMBER_OF_COMMERCE = "chamber_of_commerce"
    CIVIC_ORGANIZATION = "civic_organization"
    DEVELOPMENT_ORGANIZATION = "development_organization"
    HEALTH_CARE = "health_care"
    COLLEGE = "college"
    WEBSITE = "website"
    SOCIAL_MEDIA = "social_media"
    OTHER = "other"
    """A place that the guidance does not name, such as a laundromat or a newspaper."""


PLACE_WORDS: Mapping[PlaceKind, Sentence] = {
    PlaceKind.SCHOOL_EVENT: say("Well-attended school event"),
    PlaceKind.COMMUNITY_EVENT: say("Well-attended community event"),
    PlaceKind.HEAD_START: say("Head Start center"),
    PlaceKind.DAYCARE: say("Daycare center"),
    PlaceKind.COMMUNITY_CENTER: say("Community center"),
    PlaceKind.PARK: say("Public park"),
    PlaceKind.SCHOOL_NEWSLETTER: say("School newsletter"),
    PlaceKind.RESTAURANT: say("Restaurant"),
    PlaceKind.GYM: say("Gym"),
    PlaceKind.BOARD_MEETING: say("School board meeting"),
    PlaceKind.STORE: say("Grocery or convenience store"),
    PlaceKind.BARBERSHOP: say("Barbershop or beauty salon"),
    PlaceKind.LIBRARY: say("Library"),
    PlaceKind.PLACE_OF_WORSHIP: say("Place of worship"),
    PlaceKind.CHAMBER_OF_COMMERCE: say("Chamber of commerce meeting"),
    PlaceKind.CIVIC_ORGANIZATION: say("Civic or cultural organization"),
    PlaceKind.DEVELOPMENT_ORGANIZATION: say("Economic or community development organization"),
    PlaceKind.HEALTH_CARE: say("Doctor, clinic or other health care"),
    PlaceKind.COLLEGE: say("University, college, technical or trade school"),
    PlaceKind.WEBSITE: say("District or school website"),
    PlaceKind.SOCIAL_MEDIA: say("Social media"),
    PlaceKind.OTHER: say("Another place"),
}


class Material(StrEnum):
    """What goes to the place."""

    FLYER = "flyer"
    POSTER = "poster"
    BULLETIN = "bulletin"
    NEWSPAPER = "newspaper"
    SOCIAL_POST = "social_post"
    WEB_PAGE = "web_page"


MATERIAL_WORDS: Mapping[Material, Sentence] = {
    Material.FLYER: say("Flyer"),
    Material.POSTER: say("Poster"),
    Material.BULLETIN: say("Church bulletin or newsletter"),
    Material.NEWSPAPER: say("Newspaper notice"),
    Material.SOCIAL_POST: say("Post on social media"),
    Material.WEB_PAGE: say("Notice on a web page"),
}
NOTICE_KINDS: Mapping[Material, NoticeKind] = {
    Material.FLYER: NoticeKind.POSTING,
    Material.POSTER: NoticeKind.POSTING,
    Material.BULLETIN: NoticeKind.POSTING,
    Material.NEWSPAPER: NoticeKind.PRESS,
    Material.SOCIAL_POST: NoticeKind.SOCIAL,
    Material.WEB_PAGE: NoticeKind.WEB,
}
"""Which way of giving notice it is. Flyers at many places are one way, not many (requirements 1.15)."""
PUBLISHED = frozenset({Material.NEWSPAPER, Material.SOCIAL_POST, Material.WEB_PAGE})
"""What is published as words and a picture; everything else is a sheet of paper to be put up or laid out."""
SHEETS = frozenset({Material.FLYER, Material.BULLETIN})
"""What the flyer is printed for."""
