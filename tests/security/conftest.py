"""The running service and its open election, as the page tests have them."""

from tests.web.conftest import cypress, world

__all__ = ["cypress", "world"]
