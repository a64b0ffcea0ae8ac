"""« Orienter une personne »: the screen, and what it says at once of people already known."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from rebond.audit.journal import record_access
from rebond.drafts import store
from rebond.pathways import actions, policy
from rebond.pathways.matching import organisation_following
from rebond.pathways.models import Referral
from rebond.programmes.models import Programme
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.staff.drafts import resume_draft
from rebond.web.staff.referral_forms import SOMEBODY_ELSE, EligibilityForm, ReferralScreen


def refer_person(request: StaffRequest) -> HttpResponse:
    """Refer somebody to a programme; with several programmes, choose one first."""
    programmes = _programmes(request)
    programme = _chosen(request, programmes)
    if programme is None:
        return render(request, "staff/refer/choose.html", {"programmes": programmes})
    screen = ReferralScreen.of(request.POST or None, programme=programme)
    if request.method != "POST":
        return _page(request, screen, resumed=_resume(request, screen))
    if sent := _already_sent(request, screen):
        messages.info(request, "Cette orientation est déjà envoyée : la voici.")
        return redirect("show_referral", sent.pk)
    if screen.is_valid():
        with refusals_on(screen.referral):
            referral = actions.refer_person(**screen.values(), programme=programme, by=request.actor)
            store.forget_draft(user=request.user, key=_draft_key(programme))
            messages.success(request, f"Orientation envoyée à {referral.contractor}.")
            return redirect("show_referral", referral.pk)
    return _page(request, screen)


@require_POST
def find_similar_people(request: StaffRequest) -> HttpResponse:
    """The people already known who look like the one being typed, as a fragment of the form."""
    programme = _chosen(request, _programmes(request))
    if programme is None:
        raise PermissionDenied("Choose a programme first")
    screen = ReferralScreen.of(request.POST, programme=programme)
    screen.look_for_people()
    return render(request, "staff/refer/_similar.html", _similar(request, screen))


@require_POST
def check_eligibility(request: StaffRequest) -> HttpResponse:
    """What the answers so far deserve a second thought about, as a fragment of the form. It decides nothing (D8)."""
    programme = _chosen(request, _programmes(request))
    if programme is None:
        raise PermissionDenied("Choose a programme first")
    form = EligibilityForm(request.POST, prefix="eligibility", programme=programme)
    return render(request, "staff/refer/_warnings.html", {"warnings": form.warnings})


def _programmes(request: StaffRequest) -> list[Programme]:
    """The programmes to which this role may refer. Raises PermissionDenied when there is none."""
    visible = policy.programmes_visible_to(request.actor)
    programmes = [p for p in visible if policy.may(request.actor, "refer_person", p)]
    if not programmes:
        raise PermissionDenied("No programme to refer to")
    return programmes


def _chosen(request: StaffRequest, programmes: list[Programme]) -> Programme | None:
    if len(programmes) == 1:
        return programmes[0]
    return next((p for p in programmes if p.slug == request.GET.get("programme")), None)


def _draft_key(programme: Programme) -> str:
    return f"refer-person-{programme.slug}"


def _resume(request: StaffRequest, screen: ReferralScreen) -> str:
    """Put the draft back, unless it is the echo of a referral that was sent meanwhile."""
    key = _draft_key(screen.programme)
    new_id = screen.referral.initial["referral_id"]
    resumed = resume_draft(request, key, screen.forms)
    typed_id = screen.referral["referral_id"].value()
    if resumed and Referral.objects.filter(pk=str(typed_id), referrer=request.user).exists():
        store.forget_draft(user=request.user, key=key)
        for form in screen.forms:
            form.initial.clear()
        screen.referral.initial["referral_id"] = new_id
        return ""
    screen.look_for_people()
    return resumed


def _already_sent(request: StaffRequest, screen: ReferralScreen) -> Referral | None:
    """The referral that this very form made: sent twice, it would find the person whom it has just made known."""
    try:
        sent_id = screen.referral.fields["referral_id"].clean(screen.referral["referral_id"].value())
    except ValidationError:
        return None
    return policy.referrals_visible_to(request.actor).filter(pk=sent_id, referrer=request.user).first()


def _similar(request: StaffRequest, screen: ReferralScreen) -> dict[str, object]:
    """What the fragment shows; each person shown is a reading of their file (D6)."""
    people = []
    for match in screen.matches:
        record_access(by=request.actor, beneficiary_id=match.beneficiary.pk, page="find_similar_people")
        followed_by = organisation_following(match.beneficiary, programme=screen.programme)
        people.append({"match": match, "id": str(match.beneficiary.pk), "followed_by": followed_by})
    return {"screen": screen, "people": people, "somebody_else": SOMEBODY_ELSE}


def _page(request: StaffRequest, screen: ReferralScreen, *, resumed: str = "") -> HttpResponse:
    context = {**_similar(request, screen), "resumed": resumed, "draft_key": _draft_key(screen.programme)}
    return render(request, "staff/refer/form.html", context, status=422 if screen.has_errors else 200)
