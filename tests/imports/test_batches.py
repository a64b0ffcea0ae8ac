"""The worker's side: check, write, survive; and what is erased afterwards."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState
from rebond.imports import batches, keeping
from rebond.imports.actions import cancel_import, confirm_import, upload_import
from rebond.imports.batches import run_due_batch
from rebond.imports.models import ImportBatch
from rebond.imports.states import ImportState
from rebond.pathways.models import Pathway
from rebond.people.models import Membership
from tests.imports.sheets import BASILE, DELPHINE

WRONG = {**BASILE, "phone": "06"}


@pytest.fixture
def upload(programme, nadia, sheet):
    def uploaded(*rows, by=nadia) -> ImportBatch:
        content = sheet(*rows).read_bytes() if rows else b"%PDF-1.7"
        return upload_import(
            programme=programme, file=ContentFile(content), file_name="C/parcours.xlsx", by=by
        )

    return uploaded


@pytest.fixture
def checked(upload):
    def made(*rows) -> ImportBatch:
        batch = upload(*rows)
        assert run_due_batch() == 1
        batch.refresh_from_db()
        return batch

    return made


def test_from_upload_to_result(checked, nadia, django_capture_on_commit_callbacks):
    batch = checked(DELPHINE, BASILE)
    assert (batch.state, batch.file_name, batch.new_count) == (ImportState.CHECKED, "parcours.xlsx", 2)
    assert [row["person"] for row in batch.preview] == ["Delphine Lavande", "Basile Fougère"]
    assert batch.preview[0]["rsa_status"] == "Sorti du RSA"
    assert not Pathway.objects.exists(), "nothing before somebody confirms"
    assert run_due_batch() == 0

    confirm_import(batch=batch, leaves_out_refused=False, by=nadia)
    path = Path(batch.file.path)
    assert path.stat().st_mode & 0o077 == 0, "read by the service alone"
    with django_capture_on_commit_callbacks(execute=True):
        call_command("work", "--once")

    batch.refresh_from_db()
    assert (batch.state, batch.taken_count, Pathway.objects.count()) == (ImportState.DONE, 2, 2)
    assert not path.exists()
    assert batch.file == ""
    assert batch.report, "the report stays"


def test_with_refused_rows_it_is_a_choice(checked, nadia):
    batch = checked(DELPHINE, WRONG)
    assert (batch.new_count, batch.refused_count) == (1, 1)
    assert {"line": 3, "column": "Téléphone", "value": "06"}.items() <= batch.remarks[0].items()
    with pytest.raises(ActRefused, match="Des lignes sont refusées"):
        confirm_import(batch=batch, leaves_out_refused=False, by=nadia)
    confirm_import(batch=batch, leaves_out_refused=True, by=nadia)
    run_due_batch()
    assert Pathway.objects.count() == 1


def test_a_file_that_cannot_be_read_says_why(checked):
    batch = checked()
    assert batch.state == ImportState.FAILED
    assert batch.error.startswith("Ce fichier n'est pas un tableur")
    assert batch.finished_at


def test_nothing_new_cannot_be_confirmed_nor_twice(checked, nadia):
    batch = checked(DELPHINE)
    confirm_import(batch=batch, leaves_out_refused=False, by=nadia)
    with pytest.raises(NotInThisState):
        confirm_import(batch=batch, leaves_out_refused=False, by=nadia)
    run_due_batch()
    again = checked(DELPHINE)
    assert again.already_count == 1
    with pytest.raises(ActRefused, match="aucun nouveau parcours"):
        confirm_import(batch=again, leaves_out_refused=False, by=nadia)


def test_two_workers_take_a_batch_once(upload):
    batch = upload(DELPHINE)
    seen_by_second = ImportBatch.objects.get(pk=batch.pk)
    assert batches.claim(batch)
    assert not batches.claim(seen_by_second)


def test_a_worker_killed_while_checking_leaves_a_batch_that_comes_due_again(upload):
    batch = upload(DELPHINE)
    batches.claim(batch)  # and the worker is killed here
    assert run_due_batch() == 0
    with clock.held(clock.now() + timedelta(minutes=batches.LEASE_MINUTES)):
        assert run_due_batch() == 1
    batch.refresh_from_db()
    assert batch.state == ImportState.CHECKED


def test_a_worker_killed_while_writing_leaves_nothing_half_done(checked, nadia, monkeypatch):
    class Killed(BaseException):
        """Stands for kill -9: nothing catches it."""

    def killed(*args, **kwargs):
        raise Killed

    batch = checked(DELPHINE, BASILE)
    confirm_import(batch=batch, leaves_out_refused=False, by=nadia)
    with monkeypatch.context() as patch:
        patch.setattr("rebond.imports.writing._add_exit", killed)
        with pytest.raises(Killed):
            run_due_batch()
    assert not Pathway.objects.exists()
    batch.refresh_from_db()
    assert batch.state == ImportState.IMPORTING

    with clock.held(clock.now() + timedelta(minutes=batches.LEASE_MINUTES)):
        assert run_due_batch() == 1
    assert Pathway.objects.count() == 2


def test_a_batch_that_kills_its_worker_each_time_is_given_up(upload):
    batch = upload(DELPHINE)
    at = clock.now()
    for _ in range(batches.MAX_ATTEMPTS):
        with clock.held(at):
            batches.claim(ImportBatch.objects.get(pk=batch.pk))
        at += timedelta(minutes=batches.LEASE_MINUTES)
    with clock.held(at):
        run_due_batch()
    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED
    assert "prévenez l'administrateur" in batch.error


def test_progress_is_told_and_keeps_the_lease(upload, monkeypatch):
    monkeypatch.setattr("rebond.imports.inspection.PROGRESS_EVERY_ROWS", 1)
    upload(DELPHINE, BASILE)
    seen = []
    beat = batches._beat

    def spied(batch, **columns):
        seen.append(columns)
        beat(batch, **columns)

    monkeypatch.setattr(batches, "_beat", spied)
    run_due_batch()
    assert seen[:2] == [{"progress_count": 1, "total_count": 2}, {"progress_count": 2, "total_count": 2}]


def test_cancelled_while_it_is_checked_it_stays_cancelled(
    upload, nadia, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("rebond.imports.inspection.PROGRESS_EVERY_ROWS", 1)
    batch = upload(DELPHINE, BASILE)
    path = Path(batch.file.path)
    monkeypatch.setattr(
        "rebond.imports.inspection.check_line",
        lambda line: line.number == 2 and cancel_import(batch=ImportBatch.objects.get(pk=batch.pk), by=nadia),
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert run_due_batch() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.file, batch.file_name) == (ImportState.CANCELLED, "", "")
    assert not path.exists()


def test_a_person_whose_role_was_taken_away_imports_no_more(checked, nadia):
    batch = checked(DELPHINE)
    confirm_import(batch=batch, leaves_out_refused=False, by=nadia)
    Membership.objects.filter(user=nadia.user).update(is_active=False)
    run_due_batch()
    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED
    assert "n'a plus le rôle" in batch.error
    assert not Pathway.objects.exists()


def test_after_seven_days_only_the_counts_stay(checked, django_capture_on_commit_callbacks):
    batch = checked(DELPHINE, WRONG)
    paths = [Path(batch.file.path), Path(batch.report.path)]
    with clock.held(date(2019, 11, 10)):
        assert keeping.forget_old_imports() == 0
    with clock.held(date(2019, 11, 12)), django_capture_on_commit_callbacks(execute=True):
        assert keeping.forget_old_imports() == 1
        assert keeping.forget_old_imports() == 0
    batch.refresh_from_db()
    assert (batch.state, batch.refused_count, batch.remarks, batch.preview) == (
        ImportState.CANCELLED,
        1,
        [],
        [],
    )
    assert not any(path.exists() for path in paths)
