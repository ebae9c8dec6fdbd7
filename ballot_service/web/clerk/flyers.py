"""What goes to a place, ready to use: flyers and posters with the place's own code, and a post to be published."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField

from ballot_service.catalogues import shipped_languages
from ballot_service.database import db
from ballot_service.mailing import connected
from ballot_service.models import Election, Placement, Role
from ballot_service.printing.letters import TypeSize
from ballot_service.printing.pictures import post_picture
from ballot_service.rules.languages import language_name
from ballot_service.rules.places import PUBLISHED, Material
from ballot_service.services.acting import acting
from ballot_service.services.announcing import (
    approve_post,
    fingerprint_of_post,
    may_post,
    posts_of,
    queue_post,
)
from ballot_service.services.facts import settings_of
from ballot_service.services.flyers import FlyersMade, flyers, languages_for, to_print
from ballot_service.services.papers import Made, poster
from ballot_service.services.posts import Post, post_for, post_languages
from ballot_service.web.access import actor, only
from ballot_service.web.answering import ring
from ballot_service.web.clerk.blueprint import clerk
from ballot_service.web.clerk.form_parts import Form, own_election
from ballot_service.web.clerk.papers import POSTERS, SIZES
from ballot_service.web.clerk.placements import (
    ONE,
    PLACE,
    STACK,
    own_placement,
    short_address_of,
    stacks,
)
from ballot_service.web.clerk.sending import texts_changed
from ballot_service.web.clerk.sending_words import STATUS_WORDS
from ballot_service.web.clock import now
from ballot_service.web.rows import settings
from ballot_service.web.speaking import speak

TONGUE = f"<any({', '.join(map(repr, shipped_languages()))}):language>"
SIZE = '<any("plain", "large"):size>'


class PostForm(Form):
    """Carries the fingerprint of the texts that were read, so that no others are approved."""

    fingerprint = HiddenField()


@clerk.get(f"{PLACE}/flyers-{SIZE}-<int:part>.pdf")
@only(Role.CLERK)
def all_flyers(election_id: UUID, size: str, part: int) -> ResponseReturnValue:
    """The flyers of every place where one is still to be put up, sorted as the list is, `STACK` places at a time."""
    election = own_election(election_id)
    rows = to_print(db.session(), election)
    if not 1 <= part <= len(stacks(rows)):
        abort(404)
    return _flyers(election, rows[(part - 1) * STACK : part * STACK], size, f"flyers-{size}-{part}.pdf")


@clerk.get(f"{ONE}/flyer-{TONGUE}-{SIZE}.pdf")
@only(Role.CLERK)
def flyer(election_id: UUID, placement_id: UUID, language: str, size: str) -> ResponseReturnValue:
    """The flyer of one place in one language."""
    election = own_election(election_id)
    row = own_placement(election, placement_id)
    if language not in languages_for(row):
        abort(404)
    return _flyers(election, [row], size, f"flyer-{row.code}-{language}-{size}.pdf", (language,))


def _flyers(
    election: Election,
    rows: Sequence[Placement],
    size: str,
    name: str,
    languages: Sequence[str] | None = None,
) -> Response:
    wanted: TypeSize = SIZES[size]
    made = FlyersMade(speak=speak, address_of=short_address_of, made_at=now(), size=wanted)
    return _file(flyers(election, rows, made, languages=languages), name, "application/pdf")


@clerk.get(ONE + '/poster-<any("letter", "tabloid"):sheet>.pdf')
@only(Role.CLERK)
def placement_poster(election_id: UUID, placement_id: UUID, sheet: str) -> ResponseReturnValue:
    """The poster, with this place's own code."""
    election = own_election(election_id)
    row = own_placement(election, placement_id)
    made = Made(speak=speak, address=short_address_of(row), made_at=now())
    return _file(poster(election, made, paper=POSTERS[sheet]), f"poster-{row.code}.pdf", "application/pdf")


@clerk.get(ONE + "/post")
@only(Role.CLERK)
def placement_post(election_id: UUID, placement_id: UUID) -> ResponseReturnValue:
    """Text, picture and the picture's words in each language, to be copied and published by a person."""
    election = own_election(election_id)
    row = _published(election, placement_id)
    posts = [_post(election, row, tag) for tag in post_languages(row)]
    standing, texts = posts_of(db.session(), row.id), {post.language: post.text for post in posts}
    can_publish = bool(posts) and not standing and _has_account(row)
    needs_two = settings_of(election).two_person_notice_approval
    return render_template(
        "pages/clerk/placements_post.html",
        election=election,
        row=row,
        posts=posts,
        language_name=language_name,
        is_planned=row.state.value == "planned",
        can_publish=can_publish,
        decision=may_post(db.session(), row, texts, now=now(), by=actor()),
        standing=standing,
        status_words=STATUS_WORDS,
        form=Form(),
        approving=PostForm(fingerprint=fingerprint_of_post(row, texts))
        if can_publish and needs_two
        else None,
    )


@clerk.post(ONE + "/post/approve")
@only(Role.CLERK)
def approve_social_post(election_id: UUID, placement_id: UUID) -> ResponseReturnValue:
    """Keeps that this person has read the texts of a post and stands for them."""
    election = own_election(election_id)
    row = _published(election, placement_id)
    if not _has_account(row):
        abort(404)
    place = url_for("clerk.placement_post", election_id=election_id, placement_id=placement_id)
    form, texts = PostForm(), _texts(election, row)
    if not form.validate_on_submit() or form.fingerprint.data != fingerprint_of_post(row, texts):
        return texts_changed(place)
    with acting(db.session(), now(), actor()):
        approve_post(db.session(), row, texts, now=now(), by=actor())
    flash(_("You have approved these texts. Another clerk can send them now."), "done")
    return redirect(place, 303)


def _texts(election: Election, row: Placement) -> dict[str, str]:
    return {tag: _post(election, row, tag).text for tag in post_languages(row)}


def _has_account(row: Placement) -> bool:
    is_ours = row.material is Material.SOCIAL_POST and row.state.value == "planned"
    return is_ours and row.election.district.slug in connected(settings())


@clerk.post(ONE + "/post/publish")
@only(Role.CLERK)
def publish_post(election_id: UUID, placement_id: UUID) -> ResponseReturnValue:
    """Hands the text in each language to the district's connected account, once."""
    election = own_election(election_id)
    row = _published(election, placement_id)
    if not _has_account(row):
        abort(404)
    if not Form().validate():
        abort(400)
    texts = _texts(election, row)
    with acting(db.session(), now(), actor()):
        number = queue_post(db.session(), row, texts, now=now(), by=actor())
    ring()
    if number:
        flash(_("The post goes out now. Load this page again to see how it stands."), "done")
    else:
        flash(_("It was handed over before. Nothing was changed."), "done")
    place = url_for("clerk.placement_post", election_id=election_id, placement_id=placement_id)
    return redirect(place, 303)


@clerk.get(f"{ONE}/post-{TONGUE}.png")
@only(Role.CLERK)
def post_image(election_id: UUID, placement_id: UUID, language: str) -> ResponseReturnValue:
    """The picture of the post."""
    election = own_election(election_id)
    row = _published(election, placement_id)
    if language not in post_languages(row):
        abort(404)
    made = post_picture(_post(election, row, language).picture)
    return _file(made, f"post-{row.code}-{language}.png", "image/png")


def _published(election: Election, placement_id: UUID) -> Placement:
    row = own_placement(election, placement_id)
    return row if row.material in PUBLISHED else abort(404)


def _post(election: Election, row: Placement, language: str) -> Post:
    return post_for(election, language, speak=speak, address=short_address_of(row), now=now())


def _file(content: bytes, name: str, kind: str) -> Response:
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
