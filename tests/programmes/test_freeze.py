"""A published version does not change, whatever the code does: the database refuses, on both engines."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from rebond.people.models import Organisation
from rebond.programmes.files import publish_document
from rebond.programmes.freezing import FROZEN, TABLES, trigger_names
from rebond.programmes.models import (
    ActivitySpec,
    ChoicePartySpec,
    EligibilityQuestion,
    HourAccount,
    PhaseSpec,
    StepSpec,
    Version,
    VersionState,
)
from rebond.programmes.writing import copy_version, empty_version, publish_version
from tests.programmes.everything import everything


@pytest.fixture
def published(commissioner) -> Version:
    """A version that has rows in every table of configuration."""
    return publish_document(everything(), commissioner=commissioner)


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_migrated_database_holds_every_trigger(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'frozen_%'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'frozen_%'")
        found = sorted(name for (name,) in cursor.fetchall())
    assert found == trigger_names()


def test_every_table_of_configuration_is_guarded():
    tables = {
        model._meta.db_table
        for model in apps.get_app_config("programmes").get_models(include_auto_created=True)
    }
    # A programme's name and bodies outlive its versions; school holidays are everybody's.
    free = {"programmes_programme", "programmes_body", "programmes_version", "programmes_schoolperiod"}
    assert tables - free == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_what_a_published_version_holds_is_neither_changed_nor_deleted(published, table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608
        assert cursor.fetchone()[0] > 0
    for sql in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608
        with pytest.raises(IntegrityError, match=FROZEN):
            run(sql)


def test_nothing_is_added_to_a_published_version(published):
    phase = published.phase_specs.all()[0]
    step, place = phase.step_specs.all()[0], published.list_items.filter(kind="place").last()
    additions = [
        lambda: PhaseSpec.objects.create(version=published, code="z", label="Z", position=99, rank=9),
        lambda: StepSpec.objects.create(phase=phase, code="z", label="Z", kind="appointment", position=99),
        lambda: ChoicePartySpec.objects.create(choice=phase.choice_specs.all()[0], role="careers_consultant"),
        lambda: EligibilityQuestion.objects.create(
            version=published, code="z", text="?", warns_on="no", position=99
        ),
        lambda: HourAccount.objects.create(version=published, code="z", label="Z", hours=1, scope="year"),
        lambda: phase.places.through.objects.create(phasespec=phase, listitem=place),
        lambda: step.party_specs.create(role="careers_consultant"),
    ]
    for add in additions:
        with pytest.raises(IntegrityError, match=FROZEN), transaction.atomic():
            add()


def test_a_row_does_not_move_into_a_published_version(published):
    draft = copy_version(published)
    with pytest.raises(IntegrityError, match=FROZEN), transaction.atomic():
        ActivitySpec.objects.filter(version=draft).update(version=published, code="moved")


@pytest.mark.parametrize(
    "column", ["funder_mention = 'x'", "first_appointment_days = 99", "number = 9", "published_at = NULL"]
)
def test_a_published_version_keeps_its_columns(published, column):
    with pytest.raises(IntegrityError, match=FROZEN):
        run(f"UPDATE programmes_version SET {column}")  # noqa: S608


def test_a_published_version_retires_and_never_comes_back(published):
    Version.objects.filter(pk=published.pk).update(state=VersionState.RETIRED)
    for state in (VersionState.PUBLISHED, VersionState.DRAFT):
        with pytest.raises(IntegrityError, match=FROZEN), transaction.atomic():
            Version.objects.filter(pk=published.pk).update(state=state)


def test_a_published_version_is_not_deleted(published):
    with pytest.raises(IntegrityError, match=FROZEN):
        run("DELETE FROM programmes_version")


def test_a_draft_changes_and_goes(published):
    draft = copy_version(published)
    draft.phase_specs.update(label="Autre")
    number = draft.number
    empty_version(draft)
    draft.delete()
    assert not published.programme.versions.filter(number=number).exists()
    assert published.programme.versions.contains(published)


def test_a_new_version_is_published_over_the_old(published):
    draft = copy_version(published)
    publish_version(draft)
    published.refresh_from_db()
    assert (published.state, draft.state) == (VersionState.RETIRED, VersionState.PUBLISHED)


@pytest.mark.django_db(transaction=True)
def test_emptying_the_whole_database_still_works_and_the_freeze_stays(published):
    call_command("flush", interactive=False, verbosity=0)
    assert not Version.objects.exists()
    organisation = Organisation.objects.create(name="Département des Landes bleues", kind="departement")
    publish_document(everything(), commissioner=organisation)
    with pytest.raises(IntegrityError, match=FROZEN):
        run("DELETE FROM programmes_phasespec")
