"""Rate limits. Ballot pages count only tokens that do not fit, so one school address locks nobody out."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", strategy="fixed-window")

WRONG_LINKS = "30 per 10 minutes"
SIGN_IN = "10 per 10 minutes"
