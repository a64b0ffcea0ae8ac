"""One take-over of a spreadsheet: the row is the task (docs/adr/0003) and, afterwards, its proof."""

import uuid

from django.core.files.storage import FileSystemStorage, Storage
from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.imports.states import WORKING, ImportState
from rebond.people.actor import Actor
from rebond.people.models import Membership, Organisation, Role, User
from rebond.programmes.models import Programme


def private_storage() -> Storage:
    """Files that only the service's own account may read: they hold personal data."""
    return FileSystemStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)


def random_name(batch: "ImportBatch", file_name: str) -> str:
    """Says nothing of the file nor of who sent it."""
    return f"imports/{uuid.uuid4().hex}"


class ImportBatch(models.Model):
    """One file to take over, from its upload to its result. Cells and files are forgotten after seven days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    created_at = models.DateTimeField(default=clock.now)

    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    #: Pushed ahead by the worker that holds the row: its lease.
    due_at = models.DateTimeField(default=clock.now)
    attempts_count = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=400, blank=True)

    file = models.FileField(storage=private_storage, upload_to=random_name, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)
    #: « Reprendre sans les lignes refusées »; otherwise it is all or nothing.
    leaves_out_refused = models.BooleanField(default=False)

    progress_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    already_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    #: Pathways really written.
    taken_count = models.PositiveIntegerField(default=0)
    #: The first remarks (line, column, value, reason) and rows, for the screen; the whole is in `report`.
    remarks = models.JSONField(default=list)
    remarks_count = models.PositiveIntegerField(default=0)
    preview = models.JSONField(default=list)
    unknown_headers = models.JSONField(default=list)
    report = models.FileField(storage=private_storage, upload_to=random_name, blank=True)

    class Meta:
        verbose_name = "reprise de données"
        verbose_name_plural = "import batches"
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=WORKING), name="imports_due"),
            models.Index(fields=["organisation", "-created_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="failed_import_has_error",
                condition=~Q(state=ImportState.FAILED) | ~Q(error=""),
                violation_error_message="Une reprise arrêtée dit pourquoi.",
            )
        ]

    def __str__(self) -> str:
        return f"Reprise du {clock.civil_date(self.created_at):%d/%m/%Y}"

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    def actor(self) -> Actor | None:
        """The person who asked, in the role they had; None when they do not hold it any more."""
        seat = Membership.objects.select_related("user", "organisation").filter(
            user=self.created_by_id, organisation=self.organisation_id, role=self.role, is_active=True
        )
        membership = seat.filter(user__is_active=True).first()
        return Actor.of(membership) if membership else None
