"""Everything a clerk does, page by page. Importing a module here registers its views; add each one to both lists."""

from ballot_service.web.clerk.blueprint import clerk

__all__ = ["clerk"]
