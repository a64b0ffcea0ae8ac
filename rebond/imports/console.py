"""What the commands share: which programme, and in whose name."""

from django.core.management.base import CommandError

from rebond.pathways.policy import may
from rebond.people.actor import Actor
from rebond.people.models import Membership, Role
from rebond.programmes.models import Programme

#: Without `--as`: the head of service first, who may name the advisers of every contractor.
_PREFERRED = [Role.HEAD_OF_SERVICE, Role.DIRECTOR, Role.PRODUCTION_MANAGER]


def programme_named(slug: str | None) -> Programme:
    """The programme of this slug, or the only one. Raises CommandError, in French."""
    programmes = list(Programme.objects.order_by("slug"))
    found = [programme for programme in programmes if slug in (None, programme.slug)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(programme.slug for programme in programmes) or "aucun"
    raise CommandError(f"Précisez le programme avec --programme. Programmes connus : {known}.")


def acting(email: str | None, programme: Programme) -> Actor:
    """The person of this e-mail in a role that may take paths over; without e-mail, the first one who may.

    Raises CommandError, in French, when there is nobody.
    """
    seats = Membership.objects.filter(is_active=True, user__is_active=True).select_related(
        "user", "organisation"
    )
    if email:
        seats = seats.filter(user__email__iexact=email)
    listed = sorted(
        seats.filter(role__in=_PREFERRED), key=lambda seat: (_PREFERRED.index(Role(seat.role)), seat.pk)
    )
    for seat in listed:
        actor = Actor.of(seat)
        if may(actor, "import_pathways", programme):
            return actor
    raise CommandError(
        "Cette personne n'a pas un rôle qui permet la reprise dans ce programme."
        if email
        else "Personne n'a un rôle qui permet la reprise dans ce programme : chef de service ou responsable du titulaire."
    )
