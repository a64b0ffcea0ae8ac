"""When a member of staff works, when people may choose a slot with them, and when they are away."""

from datetime import date, time

from django.db import models
from django.db.models import F, Q

from rebond.core.identity import new_id
from rebond.people.models import Organisation, User

#: Nobody is received at night: no hour lies within a change of clocks.
EARLIEST, LATEST = time(6), time(22)


class Mode(models.TextChoices):
    """How people meet."""

    IN_PERSON = "in_person", "Sur place"
    PHONE = "phone", "Par téléphone"
    VIDEO = "video", "En visioconférence"


class HoursKind(models.TextChoices):
    WORKING = "working", "Horaires de travail"
    BOOKABLE = "bookable", "Créneaux que les personnes peuvent choisir"


class Weekday(models.IntegerChoices):
    """As `date.weekday()` counts them."""

    MONDAY = 0, "Lundi"
    TUESDAY = 1, "Mardi"
    WEDNESDAY = 2, "Mercredi"
    THURSDAY = 3, "Jeudi"
    FRIDAY = 4, "Vendredi"
    SATURDAY = 5, "Samedi"


class WeeklyHours(models.Model):
    """A stretch of a day that comes back every week, within its dates of validity, both included."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="weekly_hours")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField("nature", max_length=10, choices=HoursKind)
    weekday = models.PositiveSmallIntegerField("jour", choices=Weekday)
    opens_at = models.TimeField("de")
    closes_at = models.TimeField("à")
    #: Codes of Mode: how one may be met then. Empty for working hours.
    modes = models.JSONField(default=list, blank=True)
    place = models.CharField("lieu", max_length=120, blank=True)
    valid_from = models.DateField("à partir du")
    valid_until = models.DateField("jusqu'au", null=True, blank=True)

    class Meta:
        verbose_name = "horaire"
        verbose_name_plural = "weekly hours"
        ordering = ["weekday", "opens_at", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                name="hours_close_after_they_open",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="L'heure de fin vient après l'heure de début.",
            ),
            models.CheckConstraint(
                name="hours_are_daytime",
                condition=Q(opens_at__gte=EARLIEST, closes_at__lte=LATEST),
                violation_error_message="Les horaires vont de 6 h à 22 h.",
            ),
            models.CheckConstraint(
                name="hours_end_after_they_begin",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="La date de fin vient après la date de début.",
            ),
        ]
        indexes = [models.Index(fields=["user", "kind", "weekday"])]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    @property
    def mode_labels(self) -> list[str]:
        return [str(Mode(mode).label) for mode in self.modes]


class AbsenceKind(models.TextChoices):
    """Why, without any detail; there is none for illness, which is nobody's business here (D4)."""

    LEAVE = "leave", "Congé"
    TRAINING = "training", "Formation"
    MEETING = "meeting", "Réunion"
    OTHER = "other", "Autre"


class Absence(models.Model):
    """Whole days, or hours of one day, when somebody cannot be met."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField("nature", max_length=10, choices=AbsenceKind)
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour")
    #: Both for some hours of one day; neither for whole days.
    starts_at = models.TimeField("de", null=True, blank=True)
    ends_at = models.TimeField("à", null=True, blank=True)

    class Meta:
        verbose_name = "absence"
        ordering = ["first_day", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_begins",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="Le dernier jour vient après le premier.",
            ),
            models.CheckConstraint(
                name="absence_hours_are_of_one_day",
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at"), last_day=F("first_day")),
                violation_error_message="Des heures d'absence sont celles d'un seul jour, du début à la fin.",
            ),
        ]
        indexes = [models.Index(fields=["user", "last_day"])]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_all_day(self) -> bool:
        return self.starts_at is None
