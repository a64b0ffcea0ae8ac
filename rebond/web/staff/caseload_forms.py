"""What may be asked of « Dossiers »: the names of the fields are those of the address."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from rebond.pathways import policy
from rebond.pathways.attention import Watch
from rebond.pathways.caseload import STATES, Choice
from rebond.people.actor import Actor
from rebond.people.models import Membership, Role
from rebond.programmes.models import Body, PhaseSpec, VersionState
from rebond.web.forms import DateField

ORDERS = {
    "entree-recente": ("Entrée récente", "-entered_on"),
    "entree-ancienne": ("Entrée ancienne", "entered_on"),
    "nom": ("Nom, A à Z", "beneficiary__sort_name"),
    "nom-inverse": ("Nom, Z à A", "-beneficiary__sort_name"),
}
PAGE_SIZES = (25, 50, 100)
#: What is asked when nothing is: left out of addresses.
DEFAULTS = {"etat": "en-cours", "tri": "entree-recente", "lignes": "50"}
#: The fields in sight; the others are folded away until one is used.
MAIN_FIELDS = ("q", "etat", "attention", "tri")
#: What people search is personal: it never stands in an address.
SEARCH = "q"


class CaseloadForm(forms.Form):
    """Search, filters and order. A value that is not understood asks nothing."""

    q = forms.CharField(label="Rechercher", required=False, max_length=80, widget=forms.TextInput(attrs={
        "type": "search", "autocomplete": "off", "placeholder": "Nom, entreprise, téléphone",
    }))  # fmt: skip
    etat = forms.ChoiceField(
        label="État", required=False, choices=[(code, label) for code, (label, _) in STATES.items()]
    )
    phase = forms.ChoiceField(label="Phase en cours", required=False)
    attention = forms.ChoiceField(
        label="À surveiller", required=False, choices=[("", "Tous"), *Watch.choices]
    )
    conseiller = forms.ChoiceField(label="Conseiller", required=False)
    referent = forms.ChoiceField(label="Référent RSA", required=False)
    du = DateField(label="Entrés à partir du", required=False)
    au = DateField(label="Entrés jusqu'au", required=False)
    tri = forms.ChoiceField(
        label="Trier par", required=False, choices=[(c, label) for c, (label, _) in ORDERS.items()]
    )
    lignes = forms.ChoiceField(label="Lignes", required=False, choices=[(str(n), str(n)) for n in PAGE_SIZES])

    def __init__(self, asked: QueryDict, *, by: Actor) -> None:
        data = asked.copy()
        for name, value in DEFAULTS.items():
            if not data.get(name):
                data[name] = value
        super().__init__(data)
        self.fields["phase"].choices = [("", "Toutes"), *_phases(by)]  # type: ignore[attr-defined]
        self._offer_people("conseiller", by, Role.BUSINESS_ADVISER)
        self._offer_people("referent", by, Role.LEAD_WORKER)
        self.full_clean()

    def _offer_people(self, name: str, by: Actor, role: Role) -> None:
        """Everybody who may hold the seat; one's own seat needs no filter."""
        if by.role == role:
            del self.fields[name]
        else:
            self.fields[name].choices = [("", "Tous"), *_people(by, role)]  # type: ignore[attr-defined]

    def _asked(self, name: str) -> Any:
        return self.cleaned_data.get(name) or None

    def choice(self) -> Choice:
        """What is asked, in the words of the caseload."""
        adviser, lead_worker = self._asked("conseiller"), self._asked("referent")
        return Choice(
            text=self._asked("q") or "",
            states=STATES[self._asked("etat") or DEFAULTS["etat"]][1],
            phase_code=self._asked("phase") or "",
            adviser_id=int(adviser) if adviser else None,
            lead_worker_id=int(lead_worker) if lead_worker else None,
            watch=self._asked("attention") or "",
            entered_from=self._asked("du"),
            entered_to=self._asked("au"),
        )

    def order(self) -> str:
        return ORDERS[self._asked("tri") or DEFAULTS["tri"]][1]

    def size(self) -> int:
        return int(self._asked("lignes") or DEFAULTS["lignes"])

    def query(self) -> str:
        """The address of what is asked: no search, no page, nothing that is asked anyway."""
        kept = QueryDict(mutable=True)
        for name in self.fields:
            value = self._asked(name)
            if name != SEARCH and value and value != DEFAULTS.get(name):
                kept[name] = value.isoformat() if isinstance(value, date) else value
        return kept.urlencode()

    def filters(self) -> dict[str, str]:
        """The words of what is asked, for the head of an export; a search is only said to be one."""
        words = {}
        for name, field in self.fields.items():
            value = self._asked(name)
            if name in ("tri", "lignes") or not value:
                continue
            shown = dict(getattr(field, "choices", ())).get(value, value)
            words[str(field.label)] = f"{shown:%d/%m/%Y}" if isinstance(shown, date) else str(shown)
        return words

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in MAIN_FIELDS]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in MAIN_FIELDS]

    @property
    def asks_more(self) -> bool:
        """Whether a filter that is folded away is in use, or was not understood."""
        folded = [name for name in self.fields if name not in MAIN_FIELDS]
        return any(
            name in self.errors or self._asked(name) not in (None, DEFAULTS.get(name)) for name in folded
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether something beyond the usual is asked, so that an empty list can say so."""
        return (
            any(self._asked(n) for n in self.fields if n not in DEFAULTS)
            or self._asked("etat") != DEFAULTS["etat"]
        )


def _phases(by: Actor) -> list[tuple[str, str]]:
    specs = PhaseSpec.objects.filter(version__programme__in=policy.programmes_visible_to(by))
    published = specs.filter(version__state=VersionState.PUBLISHED).order_by("position", "pk")
    return list(dict(published.values_list("code", "label")).items())


def _people(by: Actor, role: Role) -> list[tuple[str, str]]:
    """Those who hold the role where the programmes live, gone colleagues included: files may still be theirs."""
    programmes = policy.programmes_visible_to(by)
    bodies = Body.objects.filter(programme__in=programmes).values("organisation")
    members = Membership.objects.filter(organisation__in=bodies, role=role).select_related("user")
    people = {
        str(member.user_id): str(member.user)
        for member in members.order_by("user__last_name", "user__first_name", "pk")
    }
    return list(people.items())
