"""A kept file: read back as it was, or not at all."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.documents import store
from rebond.documents.models import Document, Kind, Retention


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def kept(db, pdf) -> Document:
    return store.keep(pdf, kind=Kind.MINUTES, name="compte-rendu.pdf")


def test_a_file_comes_back_as_it_was(kept, pdf):
    kept = Document.objects.get(pk=kept.pk)
    assert store.read(kept) == pdf
    assert (kept.media_type, kept.size_bytes, kept.retention) == (
        "application/pdf",
        len(pdf),
        Retention.EVIDENCE,
    )


def test_its_name_on_the_disk_says_nothing_and_nobody_else_reads_it(kept):
    path = Path(kept.file.path)
    assert "compte" not in path.name
    assert len(path.name) == 32
    assert path.stat().st_mode & 0o077 == 0


def test_one_byte_changed_on_the_disk_is_noticed(kept):
    path = Path(kept.file.path)
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    with pytest.raises(store.Damaged):
        store.read(kept)


def test_a_file_that_is_gone_is_noticed(kept):
    Path(kept.file.path).unlink()
    with pytest.raises(store.Damaged):
        store.read(kept)


def test_the_database_refuses_to_change_what_was_kept(kept):
    for change in ({"sha256": "0" * 64}, {"name": "autre.pdf"}, {"size_bytes": 3}):
        with pytest.raises(DatabaseError, match="ne se modifie plus"), transaction.atomic():
            Document.objects.filter(pk=kept.pk).update(**change)


def test_what_is_no_document_is_not_kept(db):
    with pytest.raises(ActRefused, match="Seuls les fichiers"):
        store.keep(b"hello", kind=Kind.RECEIVED, name="x.txt")


def test_files_of_a_transaction_that_failed_are_swept_a_day_later(kept, png):
    orphan = store.keep(png, kind=Kind.RECEIVED, name="photo.png")
    Document.objects.filter(pk=orphan.pk).delete()
    path = Path(orphan.file.path)
    store.forget_orphan_files()
    assert path.exists()
    two_days_ago = (clock.now() - timedelta(days=2)).timestamp()
    for old in (path, Path(kept.file.path)):
        os.utime(old, (two_days_ago, two_days_ago))
    store.forget_orphan_files()
    assert not path.exists()
    assert store.read(kept)
