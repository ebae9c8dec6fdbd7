"""Pages, by who uses them."""

from flask import Blueprint

from ballot_service.web.asking import asking
from ballot_service.web.attend import attend
from ballot_service.web.callbacks import callbacks
from ballot_service.web.cards import card
from ballot_service.web.clerk import clerk
from ballot_service.web.consent import consent
from ballot_service.web.home import home
from ballot_service.web.interest import interest
from ballot_service.web.news import news
from ballot_service.web.nomination import nomination
from ballot_service.web.own_form import own_form
from ballot_service.web.placement import short
from ballot_service.web.public_certificates import public
from ballot_service.web.questions import questions
from ballot_service.web.register import register
from ballot_service.web.review import review
from ballot_service.web.sign_in import sign_in
from ballot_service.web.technician import health, technician
from ballot_service.web.telling_again import teller
from ballot_service.web.voter_paper import voter
from ballot_service.web.witness_corrections import witness

BLUEPRINTS: tuple[Blueprint, ...] = (
    sign_in,
    home,
    clerk,
    review,
    witness,
    teller,
    technician,
    health,
    callbacks,
    voter,
    card,
    interest,
    consent,
    register,
    attend,
    nomination,
    own_form,
    asking,
    short,
    questions,
    news,
    public,
)

VOUCHED_FOR = ("security",)
"""Blueprints of libraries that guard their own views."""
