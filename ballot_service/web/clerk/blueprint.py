"""The clerk's pages."""

from flask import Blueprint

clerk = Blueprint("clerk", __name__, url_prefix="/clerk")
