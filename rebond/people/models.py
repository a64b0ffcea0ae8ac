"""People and the bodies they belong to: staff in a role, and the self-employed people they support."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identifiers import format_phone
from rebond.core.identity import new_id
from rebond.core.text import name_key, normalise
from rebond.messaging.models import Channel


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their memberships, never from the user."""

    email = models.EmailField("courriel", unique=True)
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    #: An invented person of the demo, whom anybody may become where DEMO_MODE is on.
    is_demo = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    class Meta:
        ordering = ["last_name", "first_name"]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def get_short_name(self) -> str:
        return self.first_name


class OrganisationKind(models.TextChoices):
    DEPARTEMENT = "departement", "Département"
    TOWN_SOCIAL_CENTRE = "town_social_centre", "CCAS"
    YOUTH_SERVICE = "youth_service", "Mission locale"
    BUSINESS_SUPPORT = "business_support", "Appui aux entreprises"
    CAREERS = "careers", "Évolution professionnelle"


class Organisation(models.Model):
    """A body that takes part: the Département, BGE, Catalys …"""

    name = models.CharField("nom", max_length=120, unique=True)
    kind = models.CharField("nature", max_length=30, choices=OrganisationKind)
    phone = models.CharField("téléphone", max_length=20, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    LEAD_WORKER = "lead_worker", "Référent RSA"
    HEAD_OF_SERVICE = "head_of_service", "Chef du service insertion"
    BUSINESS_ADVISER = "business_adviser", "Conseiller-formateur"
    PRODUCTION_MANAGER = "production_manager", "Responsable production"
    DIRECTOR = "director", "Directrice"
    CAREERS_CONSULTANT = "careers_consultant", "Consultant en évolution professionnelle"
    ADMINISTRATOR = "administrator", "Administrateur"


class Membership(models.Model):
    """A user holds a role in an organisation. One person may hold several."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField("rôle", max_length=30, choices=Role)
    is_active = models.BooleanField("en fonction", default=True)

    class Meta:
        ordering = ["organisation__name", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                name="one_membership_per_role",
                violation_error_message="Cette personne a déjà ce rôle dans cet organisme.",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "role"], condition=Q(is_active=True), name="active_members")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} — {self.organisation}"


class Beneficiary(models.Model):
    """A self-employed person supported by a programme. No NIR is ever kept (D7)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    birth_date = models.DateField("date de naissance", null=True, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("courriel", blank=True)
    street = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    #: How they want to be told; empty: by e-mail, else SMS, else a letter.
    preferred_channel = models.CharField("comment écrire", max_length=10, choices=Channel, blank=True)
    caf_number = models.CharField("numéro d'allocataire CAF", max_length=12, blank=True)
    rsa_since = models.DateField("au RSA depuis", null=True, blank=True)
    #: The day the information notice (articles 13-14 GDPR) was given, and which one (D10).
    notice_given_on = models.DateField("notice d'information remise le", null=True, blank=True)
    notice_version = models.CharField(max_length=20, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    #: Derived at each save: what searches, matching and sorting read, alike on both engines.
    name_key = models.CharField(max_length=170, editable=False)
    sort_name = models.CharField(max_length=170, editable=False)
    search_text = models.CharField(max_length=300, editable=False)

    class Meta:
        verbose_name = "bénéficiaire"
        verbose_name_plural = "beneficiaries"
        ordering = ["sort_name", "id"]
        indexes = [
            models.Index(fields=["name_key"]),
            models.Index(fields=["sort_name", "id"]),
            models.Index(fields=["birth_date"]),
            models.Index(fields=["caf_number"], condition=~Q(caf_number=""), name="beneficiary_caf_number"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="beneficiary_phone"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}. {self.last_name[:1]}."

    @property
    def phone_display(self) -> str:
        return format_phone(self.phone) if self.phone else ""

    def derive(self) -> None:
        """Fill the derived columns (bulk writers call it themselves)."""
        self.name_key = name_key(self.last_name, self.first_name)
        self.sort_name = normalise(f"{self.last_name} {self.first_name}")
        digits = self.phone.replace("+33", "0")
        self.search_text = f"{normalise(f'{self.first_name} {self.last_name} {self.first_name}')} {digits}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key", "sort_name", "search_text"}
        super().save(*args, **kwargs)


class LegalForm(models.TextChoices):
    MICRO = "micro", "Micro-entreprise"
    SOLE_TRADER = "sole_trader", "Entreprise individuelle (réel)"
    EURL = "eurl", "EURL"
    SARL = "sarl", "SARL"
    SASU = "sasu", "SASU"
    SAS = "sas", "SAS"
    ASSOCIATE = "associate", "Conjoint collaborateur ou associé"
    OTHER = "other", "Autre"


class IncomeCategory(models.TextChoices):
    """How the tax office classes the turnover (C7): it decides the abatement."""

    SALES = "sales", "Vente (BIC)"
    SERVICES_BIC = "services_bic", "Prestations de services (BIC)"
    BNC = "bnc", "Profession libérale (BNC)"
    FARMING = "farming", "Agricole (BA)"


class Business(models.Model):
    """The business of a beneficiary. One person may have several, one after the other or at once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    beneficiary = models.ForeignKey(Beneficiary, on_delete=models.PROTECT, related_name="businesses")
    name = models.CharField("nom de l'entreprise", max_length=120)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    legal_form = models.CharField("forme juridique", max_length=20, choices=LegalForm, blank=True)
    activity = models.CharField("activité", max_length=160, blank=True)
    naf_code = models.CharField("code NAF", max_length=6, blank=True)
    income_category = models.CharField(
        "catégorie de revenus", max_length=20, choices=IncomeCategory, blank=True
    )
    created_on = models.DateField("créée le", null=True, blank=True)
    closed_on = models.DateField("fermée le", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    search_text = models.CharField(max_length=300, editable=False)

    class Meta:
        verbose_name = "entreprise"
        verbose_name_plural = "businesses"
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["siret"], condition=~Q(siret=""), name="business_siret")]
        constraints = [
            models.CheckConstraint(
                name="business_closes_after_creation",
                condition=Q(closed_on__isnull=True)
                | Q(created_on__isnull=True)
                | Q(closed_on__gte=models.F("created_on")),
                violation_error_message="L'entreprise ne peut pas fermer avant d'être créée.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def derive(self) -> None:
        """Fill the derived column (bulk writers call it themselves)."""
        self.search_text = f"{normalise(f'{self.name} {self.activity}')} {self.siret}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)
