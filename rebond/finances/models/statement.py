"""A bank statement or a sheet of takings, on its way to monthly sums.

The words of a bank account tell a life: they are shown to the one person who sent the file, for two days at most, and
go as soon as the sums are written. What stays is the sums, and marks that recognise an operation without telling it.
"""

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.finances.models.book import ActivityLine
from rebond.finances.states import StatementState
from rebond.people.models import Business, User


class Statement(models.Model):
    """One file: its operations until somebody sorts and saves them, then only its proof."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="statements")
    #: None: the person themselves.
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=StatementState, default=StatementState.SORTING)
    finished_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    #: Whether the account serves the business only: its silence is then a zero, and its debits are expenses.
    is_business_account = models.BooleanField(default=False)
    #: The days that the file covers, as far as it tells.
    first_on = models.DateField()
    last_on = models.DateField()
    #: [{on, words, eur, use, mark, is_seen}], emptied once saved or given up.
    operations = models.JSONField(default=list)
    #: [{line, reason}] of what could not be read; emptied likewise.
    remarks = models.JSONField(default=list)
    operations_count = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "relevé"
        ordering = ["-sent_at", "id"]
        indexes = [
            models.Index(
                fields=["sent_at"], condition=Q(state=StatementState.SORTING), name="statements_to_forget"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="finished_statement_holds_nothing",
                condition=Q(state=StatementState.SORTING) | Q(operations=[], remarks=[]),
            )
        ]

    def __str__(self) -> str:
        return f"Relevé du {clock.civil_date(self.sent_at):%d/%m/%Y}"


class SeenOperation(models.Model):
    """An operation already counted, by a mark from which nothing can be read back: it is never counted twice."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="seen")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["business", "mark"], name="one_mark_per_business"),
        ]

    def __str__(self) -> str:
        return self.mark[:8]


class ImportedSum(models.Model):
    """What statements have brought to one figure of one month: a second file adds to it."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    #: The column, or `turnover_eur` of `line`.
    column = models.CharField(max_length=20)
    line = models.ForeignKey(ActivityLine, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    amount_eur = models.DecimalField(max_digits=11, decimal_places=2)

    class Meta:
        ordering = ["month", "column", "line_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["business", "month", "column", "line"],
                name="one_imported_sum_per_figure",
            ),
            models.UniqueConstraint(
                fields=["business", "month", "column"],
                condition=Q(line__isnull=True),
                name="one_imported_sum_per_shared_figure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} {self.column}"
