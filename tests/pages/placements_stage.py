"""Places for the tour: one planned and due, one up with a photo, one up without, a post, one taken down, one given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ballot_service.models import Election
from ballot_service.rules.places import Material, PlaceKind
from ballot_service.services import placing
from ballot_service.services.noticing import Evidence
from ballot_service.services.placing import Place, Proof
from ballot_service.storage import Storage
from tests.pages.installation import NOW
from tests.pages.stages import Stages

DAY = timedelta(days=1)
BARBER = Place(
    material=Material.FLYER,
    kind=PlaceKind.BARBERSHOP,
    name="Ray’s Barbershop and Beauty Salon on the Square",
    address="12 Oak Street",
    languages=("en", "es"),
    planned_on=NOW.date(),
)
PLACES = {
    "planned": BARBER,
    "proven": replace(BARBER, kind=PlaceKind.LIBRARY, name="Town library"),
    "bare": replace(BARBER, kind=PlaceKind.STORE, name="Gin Road Grocery", material=Material.POSTER),
    "post": replace(
        BARBER,
        kind=PlaceKind.SOCIAL_MEDIA,
        name="Tallow Creek Schools",
        address="",
        material=Material.SOCIAL_POST,
    ),
    "down": replace(BARBER, kind=PlaceKind.PLACE_OF_WORSHIP, name="Mount Zion Church"),
    "dropped": replace(BARBER, kind=PlaceKind.GYM, name="Gym on Main Street"),
}
PHOTO = Proof(
    file=Evidence(name="door.png", media_type="image/png", content=b"\x89PNG\r\n\x1a\n a flyer on a door"),
    witness="Ida Poe",
)


def places_for_flyers(stages: Stages, election: Election) -> None:
    """Notes each place's id, and the code of one."""
    session, by = stages.session, stages.clerk.id
    storage = Storage(stages.installation.app.extensions["settings"].storage_dir)
    rows = {
        name: placing.plan_placement(session, election, place, now=NOW - 2 * DAY, by=by)
        for name, place in PLACES.items()
    }
    for name, proof in (("proven", PHOTO), ("bare", Proof()), ("down", PHOTO)):
        placing.put_up(
            session,
            rows[name],
            at=NOW - DAY,
            storage=storage,
            now=NOW - DAY,
            by=by,
            put_up_by="Ray Tate",
            proof=proof,
        )
    placing.take_down(session, rows["down"], at=NOW, now=NOW, by=by)
    placing.withdraw_placement(session, rows["dropped"], "Closed for repairs.", now=NOW, by=by)
    for at in (NOW - DAY, NOW, NOW):
        placing.count_visit(session, rows["proven"], now=at)
    for name, row in rows.items():
        stages.note("preparing", **{f"{name}_placement_id": row.id})
