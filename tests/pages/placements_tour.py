"""The stops on places for flyers and posts: the clerk's pages and the reviewers' list."""

from __future__ import annotations

from ballot_service.web.review.blueprint import READERS
from tests.pages.stops import Stop, for_each, press, stop, typed


def one(name: str) -> dict[str, str]:
    return {"placement_id": f"@preparing.{name}_placement_id"}


PLACEMENTS: list[Stop] = [
    stop("clerk.placements", "preparing"),
    stop("clerk.placements", "coming", "none"),
    stop("clerk.new_placement", "preparing"),
    stop("clerk.new_placement", "preparing", "empty", acts=(press,), status=422),
    *(
        stop("clerk.placement", "preparing", name, **one(name))
        for name in ("planned", "proven", "bare", "post", "down", "dropped")
    ),
    stop("clerk.placement_post", "preparing", **one("post")),
    stop("clerk.placement_up", "preparing", **one("planned")),
    stop("clerk.placement_up", "preparing", "a post", **one("post")),
    stop(
        "clerk.placement_up",
        "preparing",
        "refused",
        acts=(typed(at="2025-01-02T09:00"),),
        status=409,
        **one("planned"),
    ),
    stop("clerk.prove_placement", "preparing", **one("bare")),
    stop("clerk.prove_placement", "preparing", "empty", acts=(press,), status=409, **one("bare")),
    stop("clerk.placement_down", "preparing", **one("proven")),
    stop("clerk.drop_placement", "preparing", **one("planned")),
    stop("clerk.drop_placement", "preparing", "empty", acts=(press,), status=422, **one("planned")),
    *for_each(READERS, "review.placements", "preparing"),
    stop("clerk.reach_report", "preparing"),
    stop("clerk.reach_report", "demonstration"),
    *for_each(READERS, "review.reach_report", "preparing"),
]
