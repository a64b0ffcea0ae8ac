"""Running paths moved to the published version: who is affected, what changes for each, one act, and back."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from rebond.pathways import actions, policy
from rebond.pathways.actions.moves import movable_pathways, reversible
from rebond.pathways.models import Pathway
from rebond.pathways.moves import changes_of
from rebond.web.paging import Page, paginate
from rebond.web.requests import StaffRequest
from rebond.web.selection import Selection
from rebond.web.staff.programmes import published_version

MOVES_LISTED = 5
PAGE_SIZE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def preview_move(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """The paths that follow another version, a page at a time, and what would change for each; nothing is written.

    Asked for by its own form (POST), it keeps which paths are chosen from one page to another.
    """
    target = published_version(request, slug, number, to="move_pathways")
    movable, selection = movable_pathways(target), Selection.read(request.POST)
    page: Page[Pathway] = paginate(movable, order="pk", request=request, size=PAGE_SIZE, query="")
    named = policy.pathways_visible_to(request.actor).filter(pk__in=[pathway.pk for pathway in page.rows])
    chosen_count = selection.among(movable).order_by().count()
    chosen = {pathway.pk for pathway in page.rows if selection.holds(pathway.pk)}
    context = {
        "target": target,
        "page": page,
        "changes": changes_of(page.rows, target),
        "selection": selection,
        "chosen": chosen,
        "chosen_count": chosen_count,
        "chosen_elsewhere": chosen_count - len(chosen),
        "named": set(named.values_list("pk", flat=True)),
        "moves": _moves(request, slug),
    }
    return render(request, "staff/programmes/move.html", context)


@require_POST
def move_pathways(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    target = published_version(request, slug, number, to="move_pathways")
    # The act reads again, under its lock, what the preview read.
    pathways = Selection.read(request.POST).among(movable_pathways(target).prefetch_related(None))
    if request.POST and not pathways.order_by().exists() and movable_pathways(target).exists():
        messages.warning(request, "Cochez au moins un parcours.")
        return redirect("preview_move", slug, number)
    move = actions.move_pathways(pathways=pathways, target=target, by=request.actor)
    count = move.moved.count()
    messages.success(request, f"{count} parcours suivent maintenant la version {number}.")
    return redirect("preview_move", slug, number)


@require_POST
def undo_move(request: StaffRequest, pk: UUID) -> HttpResponse:
    moves = policy.moves_visible_to(request.actor).select_related("target__programme")
    move = get_object_or_404(moves, pk=pk)
    count = actions.undo_move(move=move, by=request.actor)
    messages.success(request, f"{count} parcours sont revenus à leur version d'avant.")
    return redirect("show_version", move.target.programme.slug, move.target.number)


def _moves(request: StaffRequest, slug: str) -> list[dict[str, object]]:
    """The last moves, with how many of their paths can still go back."""
    moves = policy.moves_visible_to(request.actor).filter(target__programme__slug=slug)
    counted = moves.annotate(
        count=Count("moved"), undone=Count("moved", filter=Q(moved__undone_at__isnull=False))
    )
    last = counted.select_related("moved_by", "target").order_by("-moved_at")[:MOVES_LISTED]
    return [{"move": move, "reversible": len(reversible(move))} for move in last]
