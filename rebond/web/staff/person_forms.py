"""What is typed about a person and their business: the same fields when referring and when putting right."""

from typing import Any

from django import forms

from rebond.core import clock
from rebond.messaging.models import Channel
from rebond.people.models import Beneficiary, Business, IncomeCategory, LegalForm
from rebond.web.forms import CafNumberField, DateField, NafCodeField, PhoneField, SiretField

_POSTCODE = r"^[0-9]{5}$"
_TOWN_LINE = {"autocomplete": "off"}


def _optional(choices: list[tuple[str, str]], nothing: str) -> list[tuple[str, str]]:
    return [("", nothing), *choices]


class PersonForm(forms.Form):
    """Identity and contact. Only the name is required: the rest is often learnt later."""

    last_name = forms.CharField(label="Nom", max_length=80)
    first_name = forms.CharField(label="Prénom", max_length=80)
    birth_date = DateField(label="Date de naissance", required=False)
    phone = PhoneField(label="Téléphone", required=False, max_length=30)
    email = forms.EmailField(label="Courriel", required=False)
    street = forms.CharField(label="Adresse", required=False, max_length=200)
    postcode = forms.RegexField(
        _POSTCODE,
        label="Code postal",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", **_TOWN_LINE}),
        error_messages={"invalid": "Un code postal compte 5 chiffres."},
    )
    city = forms.CharField(label="Commune", required=False, max_length=80)
    preferred_channel = forms.ChoiceField(
        label="Comment écrire à la personne",
        required=False,
        choices=[
            ("", "Courriel, sinon SMS, sinon courrier"),
            (Channel.EMAIL, "Courriel"),
            (Channel.SMS, "SMS"),
            (Channel.LETTER, "Courrier postal"),
            (Channel.CALL, "Ne pas écrire : appeler"),
        ],
    )
    caf_number = CafNumberField(
        label="Numéro d'allocataire CAF",
        required=False,
        max_length=20,
        help_text="Jusqu'à 8 chiffres, parfois une lettre. Jamais le numéro de sécurité sociale.",
    )
    rsa_since = DateField(label="Au RSA depuis", required=False, help_text="Une date approchée suffit.")

    def clean_birth_date(self) -> Any:
        return _not_in_future(self.cleaned_data["birth_date"], "La date de naissance est dans le futur.")

    def clean_rsa_since(self) -> Any:
        return _not_in_future(self.cleaned_data["rsa_since"], "Cette date est dans le futur.")

    def values(self) -> dict[str, Any]:
        """The cleaned columns of a Beneficiary."""
        return {name: self.cleaned_data[name] for name in PersonForm.base_fields}

    @staticmethod
    def initial_of(person: Beneficiary) -> dict[str, Any]:
        return {name: getattr(person, name) for name in PersonForm.base_fields}


class BusinessForm(forms.Form):
    """The business. Only its name is required."""

    name = forms.CharField(
        label="Nom de l'entreprise", max_length=120, help_text="À défaut d'enseigne, le nom de la personne."
    )
    siret = SiretField(
        label="SIRET", required=False, max_length=24, help_text="14 chiffres, avec ou sans espaces."
    )
    legal_form = forms.ChoiceField(
        label="Forme juridique", required=False, choices=_optional(LegalForm.choices, "Non connue")
    )
    activity = forms.CharField(
        label="Activité",
        required=False,
        max_length=160,
        help_text="En quelques mots : « Coiffure à domicile ».",
    )
    naf_code = NafCodeField(label="Code NAF", required=False, max_length=10, help_text="Comme 14.13Z.")
    income_category = forms.ChoiceField(
        label="Catégorie de revenus", required=False, choices=_optional(IncomeCategory.choices, "Non connue")
    )
    created_on = DateField(label="Créée le", required=False)
    closed_on = DateField(label="Fermée le", required=False, help_text="Seulement si l'activité a cessé.")

    def clean_closed_on(self) -> Any:
        closed_on, created_on = self.cleaned_data["closed_on"], self.cleaned_data.get("created_on")
        if closed_on and created_on and closed_on < created_on:
            raise forms.ValidationError("L'entreprise ne peut pas fermer avant d'être créée.")
        return _not_in_future(closed_on, "La date de fermeture est dans le futur.")

    def values(self) -> dict[str, Any]:
        """The cleaned columns of a Business."""
        return {name: self.cleaned_data[name] for name in BusinessForm.base_fields}

    @staticmethod
    def initial_of(business: Business) -> dict[str, Any]:
        return {name: getattr(business, name) for name in BusinessForm.base_fields}


def _not_in_future(day: Any, reason: str) -> Any:
    if day and day > clock.today():
        raise forms.ValidationError(reason)
    return day
