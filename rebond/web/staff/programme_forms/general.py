"""What holds for a whole version: names, delays; and the bodies that take part."""

from django import forms

from rebond.people.models import OrganisationKind
from rebond.programmes.models import BodyPart, SchoolZone
from rebond.web.forms import PhoneField
from rebond.web.staff.programme_forms.base import NumbersField, PartForm, number, with_none


class GeneralForm(PartForm):
    name = forms.CharField(
        label="Nom du programme",
        max_length=120,
        help_text="Nom, territoire et zone valent pour toutes les versions, dès l'enregistrement.",
    )
    territory = forms.CharField(label="Territoire", max_length=80)
    school_zone = forms.ChoiceField(
        label="Zone scolaire", choices=with_none("Aucune", SchoolZone.choices), required=False
    )
    funder_mention = forms.CharField(label="Mention du financeur", max_length=200, required=False)
    contractor_leads = forms.BooleanField(
        label="Le titulaire est référent unique des personnes qu'il accepte", required=False
    )
    first_appointment_days = number(
        "Premier rendez-vous attendu dans (jours)", help_text="Vide : non surveillé."
    )
    contract_days = number("Contrat d'engagement attendu dans (jours)", help_text="Vide : non surveillé.")
    no_contact_days = number("Sans contact, signaler après (jours)", help_text="Vide : non surveillé.")
    undeclared_months = number(
        "Chiffre d'affaires non déclaré, signaler après (mois)",
        help_text="Vide : non signalé dans « À faire ».",
    )
    phase_end_warning_days = number("Annoncer la fin d'une phase (jours avant)", least=0, required=True)
    remind_after_days = number(
        "Créneau non choisi : relancer après (jours)", help_text="Vide : pas de relance."
    )
    convene_after_days = number(
        "Créneau non choisi : convoquer après (jours)", help_text="Vide : pas de convocation."
    )
    follow_up_months = NumbersField(
        label="Suivis après la sortie (mois)",
        least=1,
        most=120,
        required=False,
        help_text="Par exemple : 6, 12.",
    )
    keeps_false = (
        "follow_up_months",
        "first_appointment_days",
        "contract_days",
        "no_contact_days",
        "phase_end_warning_days",
    )


class OrganisationForm(PartForm):
    name = forms.CharField(
        label="Nom de l'organisme",
        max_length=120,
        help_text="Un organisme connu sous ce nom est repris tel quel.",
    )
    kind = forms.ChoiceField(label="Nature", choices=OrganisationKind.choices)
    part = forms.ChoiceField(label="Place dans le programme", choices=BodyPart.choices)
    phone = PhoneField(label="Téléphone", required=False)
