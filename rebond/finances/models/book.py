"""A business's money month by month: its activity lines, what was cashed and spent, and what was put right.

Missing is not zero: an empty column was never declared; 0,00 is a fact that somebody declared.
"""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.finances.months import month_words
from rebond.people.models import Business, IncomeCategory, User

#: Ten million euros a month: nobody on RSA cashes it, and a slip of the keyboard is seen.
MOST_EUR = Decimal("9999999.99")
#: Hours of the longest month.
MOST_HOURS = Decimal("744.0")

#: What a line may be. Farming counts otherwise (yearly averages, other thresholds): it is out of scope.
LINE_CATEGORIES = (IncomeCategory.SALES, IncomeCategory.SERVICES_BIC, IncomeCategory.BNC)


class Source(models.TextChoices):
    """Where a figure comes from."""

    PERSON = "person", "La personne"
    STAFF = "staff", "L'accompagnement"
    STATEMENT = "statement", "Un relevé importé"


class ActivityLine(models.Model):
    """One activity of a business: the CAF and the tax office ask for each kind apart (C7)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="activity_lines")
    category = models.CharField(
        "nature", max_length=20, choices=[(c.value, c.label) for c in LINE_CATEGORIES]
    )
    label = models.CharField("nom de l'activité", max_length=80, blank=True)
    #: First days of the first and the last month of activity. Outside of them the line cashes nothing: that is known.
    started_on = models.DateField("premier mois")
    ended_on = models.DateField("dernier mois", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "activité"
        ordering = ["started_on", "category", "label", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["business", "category", "label"],
                name="one_line_per_category_and_label",
                violation_error_message="Cette activité existe déjà : donnez-lui un autre nom.",
            ),
            models.CheckConstraint(
                name="line_category_is_followed",
                condition=Q(category__in=[c.value for c in LINE_CATEGORIES]),
                violation_error_message="Les activités agricoles ne sont pas suivies ici.",
            ),
            models.CheckConstraint(
                name="line_starts_with_a_month",
                condition=Q(started_on__endswith="-01")
                & (Q(ended_on__isnull=True) | Q(ended_on__endswith="-01")),
            ),
            models.CheckConstraint(
                name="line_ends_after_it_starts",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                violation_error_message="Le dernier mois ne peut pas précéder le premier.",
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(IncomeCategory(self.category).label)

    @property
    def started_words(self) -> str:
        """« mai 2018 »."""
        return month_words(self.started_on)

    @property
    def ended_words(self) -> str:
        return month_words(self.ended_on) if self.ended_on else ""

    def is_active_in(self, month: date) -> bool:
        """Whether something may be cashed on this line that month."""
        return self.started_on <= month and (self.ended_on is None or month <= self.ended_on)


def _amount(label: str) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(label, max_digits=9, decimal_places=2, null=True, blank=True)


class MonthlyFigures(models.Model):
    """What is known of one month of a business, besides the turnover of each line. Null: not declared."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="monthly_figures")
    #: Its first day.
    month = models.DateField("mois")
    expenses_eur = _amount("dépenses professionnelles")
    contributions_eur = _amount("cotisations payées")
    own_pay_eur = _amount("versé à soi")
    hours_worked = models.DecimalField(
        "heures travaillées", max_digits=4, decimal_places=1, null=True, blank=True
    )
    #: Net wages of the person's job beside the business (double activité).
    salaried_eur = _amount("salaire net d'un emploi à côté")
    source = models.CharField(max_length=10, choices=Source)
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declared_at = models.DateTimeField(default=clock.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "mois"
        verbose_name_plural = "monthly figures"
        ordering = ["month", "id"]
        constraints = [
            models.UniqueConstraint(fields=["business", "month"], name="one_row_per_business_and_month"),
            models.CheckConstraint(name="month_is_its_first_day", condition=Q(month__endswith="-01")),
            *(
                models.CheckConstraint(
                    name=f"{name}_is_bounded",
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (0, most)}),
                    violation_error_message="Ce chiffre n'est pas vraisemblable pour un mois.",
                )
                for name, most in (
                    ("expenses_eur", MOST_EUR),
                    ("contributions_eur", MOST_EUR),
                    ("own_pay_eur", MOST_EUR),
                    ("hours_worked", MOST_HOURS),
                    ("salaried_eur", MOST_EUR),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}"


#: The columns of a month that are the business's as a whole, and what screens call them.
SHARED_LABELS = {
    "expenses_eur": "Dépenses",
    "contributions_eur": "Cotisations",
    "own_pay_eur": "Versé à soi",
    "hours_worked": "Heures",
    "salaried_eur": "Salaire net",
}
SHARED_COLUMNS = tuple(SHARED_LABELS)


class LineTurnover(models.Model):
    """The turnover cashed on one line in one month, before any abatement (C7). No row: not declared."""

    figures = models.ForeignKey(MonthlyFigures, on_delete=models.CASCADE, related_name="turnovers")
    line = models.ForeignKey(ActivityLine, on_delete=models.RESTRICT, related_name="turnovers")
    turnover_eur = models.DecimalField("chiffre d'affaires encaissé", max_digits=9, decimal_places=2)

    class Meta:
        ordering = ["figures__month", "line__started_on", "line_id"]
        constraints = [
            models.UniqueConstraint(fields=["figures", "line"], name="one_turnover_per_line_and_month"),
            models.CheckConstraint(
                name="turnover_is_bounded",
                condition=Q(turnover_eur__range=(0, MOST_EUR)),
                violation_error_message="Ce chiffre n'est pas vraisemblable pour un mois.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.turnover_eur}"


class Correction(models.Model):
    """The value that a figure had before it was put right: who, when, and why. Rows are only ever added."""

    figures = models.ForeignKey(MonthlyFigures, on_delete=models.CASCADE, related_name="corrections")
    #: The column, or `turnover_eur` of `line`.
    column = models.CharField(max_length=20)
    line = models.ForeignKey(ActivityLine, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    before = models.DecimalField(max_digits=9, decimal_places=2)
    #: Null: the figure was withdrawn, and is not known any more.
    after = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    reason = models.CharField("raison", max_length=200)
    source = models.CharField(max_length=10, choices=Source)
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    corrected_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-corrected_at", "-pk"]
        indexes = [models.Index(fields=["figures", "-corrected_at"])]
        constraints = [
            models.CheckConstraint(
                name="correction_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Une correction doit être motivée.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.column} : {self.before} → {self.after}"
