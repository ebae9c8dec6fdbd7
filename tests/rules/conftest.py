"""Property tests of rules search freely: a busy machine must not fail a test that is right."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
