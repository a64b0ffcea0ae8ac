"""School holidays that an administrator adds to what the library knows."""

from django.db import models
from django.db.models import Q


class SchoolZone(models.TextChoices):
    """Where school holidays are the same. The library knows A, B and C."""

    A = "A", "Zone A"
    B = "B", "Zone B"
    C = "C", "Zone C"
    CORSE = "corse", "Corse"
    GUADELOUPE = "guadeloupe", "Guadeloupe"
    GUYANE = "guyane", "Guyane"
    MARTINIQUE = "martinique", "Martinique"
    MAYOTTE = "mayotte", "Mayotte"
    REUNION = "reunion", "La Réunion"


class SchoolPeriod(models.Model):
    """Holidays of a zone, bounds included. They replace those of the library that share a day with them."""

    zone = models.CharField("zone", max_length=20, choices=SchoolZone)
    name = models.CharField("nom", max_length=60)
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour")

    class Meta:
        ordering = ["zone", "first_day"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "first_day"],
                name="one_school_period_per_start",
                violation_error_message="Des vacances commencent déjà ce jour-là dans cette zone.",
            ),
            models.CheckConstraint(
                name="school_period_ends_after_it_starts",
                condition=Q(last_day__gte=models.F("first_day")),
                violation_error_message="Les vacances finissent avant de commencer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_zone_display()})"
