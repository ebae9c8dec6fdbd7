"""Places for flyers, posters and posts: planned, put up, shown, taken down; and how often each address was opened."""

from ballot_service.services.placing.planning import Place, may_plan, plan_placement, withdraw_placement
from ballot_service.services.placing.posted import enter_posts
from ballot_service.services.placing.putting_up import Proof, add_placement_proof, put_up, take_down
from ballot_service.services.placing.register import (
    Visits,
    counts_as_notice,
    placement_tasks,
    placements_of,
    to_put_up,
    visits_of,
)
from ballot_service.services.placing.visiting import CODE_LENGTH, SIGNS, count_visit, new_code, placement_with

__all__ = [
    "CODE_LENGTH",
    "SIGNS",
    "Place",
    "Proof",
    "Visits",
    "add_placement_proof",
    "count_visit",
    "counts_as_notice",
    "enter_posts",
    "may_plan",
    "new_code",
    "placement_tasks",
    "placement_with",
    "placements_of",
    "plan_placement",
    "put_up",
    "take_down",
    "to_put_up",
    "visits_of",
    "withdraw_placement",
]
