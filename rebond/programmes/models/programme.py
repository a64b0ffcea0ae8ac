"""The programme, the bodies that take part, and its dated versions."""

from django.db import models
from django.db.models import Q

from rebond.people.models import Organisation


class Programme(models.Model):
    """A service that a Département commissions: « Parcours du dirigeant » in Ille-et-Vilaine."""

    slug = models.SlugField(unique=True)
    name = models.CharField("nom", max_length=120)
    territory = models.CharField("territoire", max_length=80)
    #: Zone of the school calendar (a SchoolZone); none: school holidays are not told.
    school_zone = models.CharField("zone scolaire", max_length=20, blank=True)
    commissioner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="commissioned_programmes"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def current_version(self) -> "Version":
        """The published version. Raises Version.DoesNotExist when there is none."""
        return self.versions.get(state=VersionState.PUBLISHED)


class BodyPart(models.TextChoices):
    REFERRER = "referrer", "Prescripteur"
    CONTRACTOR = "contractor", "Titulaire"
    PARTNER = "partner", "Partenaire"


class Body(models.Model):
    """An organisation that takes part in a programme, and as what."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="bodies")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bodies")
    part = models.CharField(max_length=20, choices=BodyPart)

    class Meta:
        verbose_name_plural = "bodies"
        constraints = [
            models.UniqueConstraint(fields=["programme", "organisation", "part"], name="one_body_per_part")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_part_display()})"


class VersionState(models.TextChoices):
    DRAFT = "draft", "Brouillon"
    PUBLISHED = "published", "Publiée"
    RETIRED = "retired", "Retirée"


class Version(models.Model):
    """One dated wording of a programme, with the delays it watches."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    funder_mention = models.CharField(max_length=200, blank=True)

    # Delays to watch.
    first_appointment_days = models.PositiveSmallIntegerField(null=True, blank=True)
    no_contact_days = models.PositiveSmallIntegerField(null=True, blank=True)
    phase_end_warning_days = models.PositiveSmallIntegerField(default=21)
    #: Months in a row without a turnover declared before the adviser is told; none: the file alone says it.
    undeclared_months = models.PositiveSmallIntegerField(null=True, blank=True)
    contract_days = models.PositiveSmallIntegerField(null=True, blank=True)
    #: The ladder of an invitation to choose a slot: days without an answer before the person is reminded, and before they
    #: are given a date. None: no such rung.
    remind_after_days = models.PositiveSmallIntegerField(null=True, blank=True)
    convene_after_days = models.PositiveSmallIntegerField(null=True, blank=True)
    #: The contractor becomes référent unique of the people it accepts, instead of being only a provider (C22).
    contractor_leads = models.BooleanField(default=False)

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(state=VersionState.PUBLISHED),
                name="one_published_version",
                violation_error_message="Ce programme a déjà une version publiée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} v{self.number}"
