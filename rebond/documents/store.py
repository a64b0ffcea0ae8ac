"""Keeping a file, reading it back, and sweeping files that no row names any more."""

import hashlib
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from rebond.core import clock
from rebond.documents.content import media_type_of
from rebond.documents.models import RETENTION, Document, Kind, Retention
from rebond.documents.private import PrivateStorage

#: A file is written before its transaction is committed: one that no row names after this long was rolled back.
ORPHAN_AFTER = timedelta(days=1)


class Damaged(Exception):
    """The file is gone, or is not any more what was kept."""


def keep(
    content: bytes, *, kind: Kind, name: str, beneficiary: Any = None, retention: Retention | None = None
) -> Document:
    """Keep a PDF, JPEG or PNG in the current transaction. `name` is the one offered when saving: it names nobody.

    It stays as long as its kind does, unless a `retention` of its own is given.
    Raises ActRefused when the content is of another kind; what somebody sent passes `content.check_upload` first.
    """
    return Document.objects.create(
        kind=kind,
        retention=retention or RETENTION[kind],
        name=name,
        media_type=media_type_of(content),
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        file=ContentFile(content, name="content"),
        beneficiary=beneficiary,
    )


def read(document: Document) -> bytes:
    """The content, byte for byte as it was kept. Raises Damaged."""
    try:
        with document.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise Damaged(str(document.pk)) from error
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Damaged(str(document.pk))
    return content


def erase(document: Document) -> None:
    """Delete a document that no row names any more; the file goes once the transaction is committed."""
    name = str(document.file.name)
    document.delete()
    transaction.on_commit(partial(PrivateStorage().delete, name))


def forget_orphan_files() -> int:
    """A daily job: delete the files that a rolled-back transaction left; returns 0, nothing waits for it."""
    storage = PrivateStorage()
    if not storage.exists("documents"):
        return 0
    before = clock.now() - ORPHAN_AFTER
    for name in storage.listdir("documents")[1]:
        path = f"documents/{name}"
        is_old = storage.get_modified_time(path) < before
        if is_old and not Document.objects.filter(file=path).exists():
            storage.delete(path)
    return 0
