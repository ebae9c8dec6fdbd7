"""Pages, by who uses them."""

from flask import Blueprint

from ballot_service.web.sign_in import sign_in

BLUEPRINTS: tuple[Blueprint, ...] = (sign_in,)

VOUCHED_FOR = ("security",)
"""Blueprints of libraries that guard their own views."""
