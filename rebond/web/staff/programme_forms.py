"""The small forms of a draft: one per kind of thing. Each reads a thing of the opened document, and gives one back."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from rebond.people.models import OrganisationKind, Role
from rebond.programmes.documents import Place
from rebond.programmes.editing import Content, Edit, EditVerb, Thing, mark_of
from rebond.programmes.models import AccountScope, Anchor, BodyPart, ClockStart, ListKind, UnknownCounts
from rebond.programmes.vocabulary import (
    ActivityStatus,
    Effect,
    ExitReason,
    JobQuality,
    PartyRole,
    RsaStatus,
    StepKind,
)
from rebond.web.acts import Conflict, Difference, RevisionForm
from rebond.web.forms import PhoneField

CODE_HELP = "Lettres sans accent, chiffres et tirets. Il relie ce point d'une version à l'autre ; vide, il se déduit du nom."
APPROVERS = [choice for choice in Role.choices if choice[0] != Role.ADMINISTRATOR]


def _choices(things: Iterable[Thing]) -> list[tuple[str, str]]:
    return [(thing["code"], thing["label"]) for thing in things]


def _any(label: str, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", label), *choices]


def _number(label: str, *, least: int = 1, required: bool = False, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=9999, required=required, help_text=help_text
    )


class PartForm(RevisionForm):
    """One thing of a draft. `revision` is the mark of the thing as it was read (empty for a new one)."""

    revision = forms.CharField(widget=forms.HiddenInput, required=False)  # type: ignore[assignment]
    refusal_fields: ClassVar[dict[str, str]] = {}
    #: Columns that the document has even when they are false, and those it leaves out when they are empty.
    keeps_false: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, *args: Any, content: Content, place: Place, thing: Thing | None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {**self.read(thing), "revision": mark_of(thing)} if thing else {}
        super().__init__(*args, **kwargs)
        self.place, self.is_new = place, thing is None
        self.fill(content)

    def fill(self, content: Content) -> None:
        """Give the fields their choices from the rest of the programme."""

    def read(self, thing: Thing) -> dict[str, Any]:
        """What the fields show of a thing."""
        return dict(thing)

    def value(self) -> Thing:
        """The thing as typed."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return {
            name: value
            for name, value in typed.items()
            if name in self.keeps_false or (value not in (None, "", []) and value is not False)
        }

    def edit(self) -> Edit:
        verb = EditVerb.ADD if self.is_new else EditVerb.CHANGE
        return Edit(verb, self.place, self.value(), self.cleaned_data["revision"])

    def show_conflict(self, current: models.Model | Thing) -> None:
        """Somebody else changed the same thing: show both, and let the person choose."""
        assert isinstance(current, dict)
        saved = self.read(current)
        names = [name for name in self.fields if name != "revision" and name in self.cleaned_data]
        pairs = [(name, _worded(saved.get(name)), _worded(self.cleaned_data[name])) for name in names]
        differences = [
            Difference(str(self.fields[n].label), one, other) for n, one, other in pairs if one != other
        ]
        self.conflict = Conflict(by="Quelqu'un", at=None, differences=differences)
        data: Any = self.data
        self.data = data.copy()
        self.data[self.add_prefix("revision")] = mark_of(current)  # type: ignore[index]
        self.add_error(
            None, "Quelqu'un d'autre a modifié ce point pendant votre saisie : comparez, puis choisissez."
        )


def _worded(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if value in (None, "", []):
        return "(vide)"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


class CodedForm(PartForm):
    """A thing with a name, and a code deduced from it when none is typed."""

    label = forms.CharField(label="Nom", max_length=80)
    code = forms.CharField(label="Code", max_length=40, required=False, help_text=CODE_HELP)
    names: ClassVar[str] = "label"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["code"] = slugify(data.get("code") or data.get(self.names) or "")[:40].strip("-")
        if not data["code"] and data.get(self.names):
            self.add_error("code", "Donnez un code : ce nom n'a ni lettre ni chiffre.")
        return data


class GeneralForm(PartForm):
    name = forms.CharField(
        label="Nom du programme",
        max_length=120,
        help_text="Nom, territoire et zone valent pour toutes les versions, dès l'enregistrement.",
    )
    territory = forms.CharField(label="Territoire", max_length=80)
    school_zone = forms.ChoiceField(
        label="Zone scolaire", choices=[("", "Aucune"), ("A", "A"), ("B", "B"), ("C", "C")], required=False
    )
    funder_mention = forms.CharField(label="Mention du financeur", max_length=200, required=False)
    contractor_leads = forms.BooleanField(
        label="Le titulaire est référent unique des personnes qu'il accepte", required=False
    )
    first_appointment_days = _number(
        "Premier rendez-vous attendu dans (jours)", help_text="Vide : non surveillé."
    )
    contract_days = _number("Contrat d'engagement attendu dans (jours)", help_text="Vide : non surveillé.")
    no_contact_days = _number("Sans contact, signaler après (jours)", help_text="Vide : non surveillé.")
    phase_end_warning_days = _number("Annoncer la fin d'une phase (jours avant)", least=0, required=True)
    follow_up_months = forms.CharField(
        label="Suivis après la sortie (mois)", required=False, help_text="Par exemple : 6, 12."
    )
    keeps_false = (
        "follow_up_months",
        "first_appointment_days",
        "contract_days",
        "no_contact_days",
        "phase_end_warning_days",
    )

    def read(self, thing: Thing) -> dict[str, Any]:
        return {**thing, "follow_up_months": ", ".join(map(str, thing["follow_up_months"]))}

    def clean_follow_up_months(self) -> list[int]:
        words = self.cleaned_data["follow_up_months"].replace(";", ",").split(",")
        try:
            terms = sorted({int(word) for word in words if word.strip()})
        except ValueError:
            raise ValidationError("Écrivez des nombres de mois séparés par des virgules.") from None
        if any(not 1 <= term <= 120 for term in terms):
            raise ValidationError("Un suivi a lieu de 1 à 120 mois après la sortie.")
        return terms


class RuleForm(PartForm):
    definition = forms.CharField(
        label="Définition",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Écrite sous le chiffre, telle quelle.",
    )
    withdrawn = forms.MultipleChoiceField(
        label="Motifs de sortie écartés du calcul",
        choices=ExitReason.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    minimum_stay_days = _number("Durée minimale de parcours (jours)", least=0, required=True)
    observed_within_months = _number(
        "Constatée au suivi, jusqu'à (mois)", least=0, required=True, help_text="0 : à la sortie seulement."
    )
    unknown_counts = forms.ChoiceField(label="Situations inconnues", choices=UnknownCounts.choices)
    keeps_false = ("withdrawn", "minimum_stay_days", "observed_within_months")


class ClauseForm(PartForm):
    activity_status = forms.ChoiceField(label="Activité", choices=ActivityStatus.choices)
    rsa_status = forms.ChoiceField(
        label="RSA", choices=_any("Toutes les situations", RsaStatus.choices), required=False
    )
    job_quality = forms.ChoiceField(
        label="Emploi salarié", choices=_any("Toutes les situations", JobQuality.choices), required=False
    )


class ItemForm(CodedForm):
    label = forms.CharField(label="Libellé", max_length=160)


class SuggestedActionForm(ItemForm):
    under = forms.ChoiceField(label="Objectif")

    def fill(self, content: Content) -> None:
        self.fields["under"].choices = _choices(content["lists"][ListKind.AIM])  # type: ignore[attr-defined]


class QuestionForm(CodedForm):
    label = None  # type: ignore[assignment]
    text = forms.CharField(label="Question", max_length=200)
    guidance = forms.CharField(label="Aide pour répondre", max_length=300, required=False)
    warns_on = forms.ChoiceField(
        label="Avertir si la réponse est", choices=[("yes", "Oui"), ("no", "Non")], widget=forms.RadioSelect
    )
    warning = forms.CharField(
        label="Avertissement", max_length=300, help_text="Il informe et ne refuse jamais."
    )
    names = "text"
    field_order = ("text", "guidance", "warns_on", "warning", "code")


class ActivityForm(CodedForm):
    kind = forms.ChoiceField(label="Nature", choices=StepKind.choices)
    phases = forms.MultipleChoiceField(
        label="Ouverte pendant",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune phase cochée : toujours ouverte.",
    )

    def fill(self, content: Content) -> None:
        self.fields["phases"].choices = _choices(content["phases"])  # type: ignore[attr-defined]


class HourAccountForm(CodedForm):
    hours = _number("Heures", required=True)
    scope = forms.ChoiceField(label="Comptées", choices=AccountScope.choices)


class OrganisationForm(PartForm):
    name = forms.CharField(
        label="Nom de l'organisme",
        max_length=120,
        help_text="Un organisme connu sous ce nom est repris tel quel.",
    )
    kind = forms.ChoiceField(label="Nature", choices=OrganisationKind.choices)
    part = forms.ChoiceField(label="Place dans le programme", choices=BodyPart.choices)
    phone = PhoneField(label="Téléphone", required=False)


class PhaseForm(CodedForm):
    rank = _number(
        "Rang", required=True, help_text="Les phases de même rang sont des branches, l'une ou l'autre."
    )
    duration_months = _number(
        "Durée limite (mois)", help_text="Vide : pas de limite, et rien n'est jamais en retard."
    )
    duration_min_months = _number("Durée minimale (mois)")
    clock = forms.ChoiceField(
        label="Durée comptée depuis", choices=ClockStart.choices, initial=ClockStart.PREVIOUS
    )
    min_business_months = _number(
        "Âge conseillé de l'entreprise (mois)", help_text="En dessous, un avertissement, jamais un refus."
    )
    can_be_skipped = forms.BooleanField(label="Une décision peut sauter cette phase", required=False)
    places = forms.MultipleChoiceField(label="Lieux des rendez-vous", widget=forms.CheckboxSelectMultiple)
    keeps_false = ("duration_months",)

    def fill(self, content: Content) -> None:
        self.fields["places"].choices = _choices(content["lists"][ListKind.PLACE])  # type: ignore[attr-defined]


class StepForm(CodedForm):
    kind = forms.ChoiceField(label="Nature", choices=StepKind.choices)
    parties = forms.MultipleChoiceField(
        label="Avec", choices=PartyRole.choices, widget=forms.CheckboxSelectMultiple
    )
    topic = forms.CharField(label="Thème", max_length=160, required=False)
    expected_minutes = _number("Durée prévue (minutes)", required=True)
    is_optional = forms.BooleanField(label="Facultative", required=False)
    times_min = _number("Nombre de fois, au moins", help_text="Vide : une seule fois.")
    times_max = _number("Nombre de fois, au plus")
    every_months = _number("Ou à intervalle régulier, tous les (mois)", help_text="Pendant toute la phase.")
    offset_days = _number("Attendue après (jours)", least=0, help_text="Vide : sans date, jamais en retard.")
    after_step = forms.ChoiceField(label="Jours comptés depuis", required=False)
    after_which = forms.ChoiceField(
        label="Si cette étape revient", choices=Anchor.choices, required=False, initial=Anchor.LAST
    )
    hour_account = forms.ChoiceField(label="Compte d'heures consommé", required=False)
    refusal_fields: ClassVar[dict[str, str]] = {
        "times": "times_max",
        "after": "after_step",
        "steps": "every_months",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("expected_minutes", 60)

    def fill(self, content: Content) -> None:
        own = None if self.is_new else self.place[-1]
        siblings = [
            step for number, step in enumerate(content["phases"][self.place[1]]["steps"]) if number != own
        ]
        fields: dict[str, Any] = self.fields
        fields["after_step"].choices = _any("L'ouverture de la phase", _choices(siblings))
        fields["hour_account"].choices = _any("Aucun", _choices(content["hour_accounts"]))

    def read(self, thing: Thing) -> dict[str, Any]:
        times, after = thing.get("times", {}), thing.get("after", {})
        anchored = {"after_step": after.get("step"), "after_which": after.get("which", Anchor.LAST)}
        return {**thing, "times_min": times.get("min"), "times_max": times.get("max"), **anchored}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("times_max") and not data.get("times_min"):
            self.add_error("times_min", "Dites combien de fois au moins.")
        if data.get("after_step") and data.get("offset_days") is None:
            self.add_error("offset_days", "Dites combien de jours après cette étape.")
        return data

    def value(self) -> Thing:
        thing = super().value()
        least, most = thing.pop("times_min", None), thing.pop("times_max", None)
        which, step = thing.pop("after_which", Anchor.LAST), thing.pop("after_step", None)
        times = {"times": {"min": least, "max": most or least}} if least else {}
        return thing | times | ({"after": {"step": step, "which": which}} if step else {})


class ChoiceForm(CodedForm):
    label = forms.CharField(label="Nom", max_length=120)
    effect = forms.ChoiceField(label="Effet", choices=Effect.choices)
    opens = forms.ChoiceField(
        label="Phase ouverte", required=False, help_text="Quand l'effet est d'ouvrir une phase."
    )
    months_max = _number("Mois au plus", help_text="Pour une prolongation, en tout.")
    times_max = _number(
        "Nombre de fois au plus",
        help_text="Vide : sans limite. Un retour à une phase antérieure en demande une.",
    )
    needs_review = forms.BooleanField(label="Se décide lors d'un bilan tripartite", required=False)
    needs_reasons = forms.BooleanField(label="Les raisons sont demandées", required=False, initial=True)
    parties = forms.MultipleChoiceField(
        label="Avis demandés",
        choices=PartyRole.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché : bénéficiaire, référent et conseiller.",
    )
    approver_role = forms.ChoiceField(
        label="Approbation par",
        choices=_any("Personne", APPROVERS),
        required=False,
        help_text="Une autre personne que l'auteur.",
    )
    keeps_false = ("needs_reasons",)

    def fill(self, content: Content) -> None:
        self.fields["opens"].choices = _any("Aucune", _choices(content["phases"]))  # type: ignore[attr-defined]

    def read(self, thing: Thing) -> dict[str, Any]:
        return {"needs_reasons": True, **thing}


FORMS: dict[str, type[PartForm]] = {
    "general": GeneralForm,
    "rule": RuleForm,
    "clause": ClauseForm,
    "item": ItemForm,
    "suggested_action": SuggestedActionForm,
    "question": QuestionForm,
    "activity": ActivityForm,
    "hour_account": HourAccountForm,
    "organisation": OrganisationForm,
    "phase": PhaseForm,
    "step": StepForm,
    "choice": ChoiceForm,
}


class ProgrammeFileForm(forms.Form):
    """A programme written as a file."""

    file = forms.FileField(
        label="Fichier du programme",
        help_text="Un fichier .yaml de 1 Mo au plus. Il devient un brouillon : rien n'est publié.",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        error_messages={"empty": "Ce fichier est vide.", "required": "Choisissez un fichier."},
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > 1_000_000:
            raise ValidationError("Ce fichier dépasse 1 Mo.")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError("Ce fichier n'est pas du texte en UTF-8.") from None
