"""The ribbon says in words where a path stands: Delphine's, then phases without limit, late, suspended."""

from datetime import UTC, date, datetime

import pytest

from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.file import read_file
from rebond.pathways.ribbon import MAX_ADDED_DOTS
from rebond.programmes.models import ChoiceSpec
from rebond.programmes.vocabulary import Effect
from tests.pathways.test_delphine import ALL_AGREE, OFF_RSA, decide, hold
from tests.unfrozen import unfrozen


@pytest.fixture
def diagnosed(pathway, maiwenn):
    """The diagnostic's two appointments and its review, on 29 April 2019; nothing is decided yet."""
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    hold(pathway, "rdv2", date(2019, 4, 8), maiwenn)
    return hold(pathway, "tripartite", date(2019, 4, 29), maiwenn)


def stations(pathway, by, day):
    with clock.held(day):
        return {station.label: station for station in read_file(pathway.pk, by=by).stations}


def kinds(station):
    return [dot.kind for dot in station.dots]


def test_a_path_just_opened_shows_what_may_come(pathway, maiwenn):
    ribbon = stations(pathway, maiwenn, date(2019, 3, 23))
    assert list(ribbon) == ["Orientation", "Diagnostic", "Développement ou Cessation", "Sortie"]
    assert [station.place for station in ribbon.values()] == ["past", "current", "ahead", "ahead"]
    assert ribbon["Orientation"].note == "Acceptée après 7 jours"
    assert ribbon["Diagnostic"].dates == "Depuis le 11/03/2019, limite 11/06/2019"
    assert ribbon["Diagnostic"].span.words == "12 jours sur 3 mois"
    assert ribbon["Développement ou Cessation"].dates == "6 mois ou sans durée limite"
    # Rdv 1 was expected ten days after the opening.
    assert kinds(ribbon["Diagnostic"]) == ["late", "due", "due"]
    assert ribbon["Diagnostic"].dots[0].words == "En retard, attendu le 21/03/2019"


def test_delphine_s_path_once_lived(diagnosed, pathway, maiwenn):
    decide(diagnosed, "develop", maiwenn)
    hold(pathway, "rdv1", date(2019, 5, 13), maiwenn)
    with clock.held(date(2019, 10, 14)):
        actions.record_exit(pathway=pathway, exited_on=date(2019, 10, 14), situation=OFF_RSA, by=maiwenn)
    ribbon = stations(pathway, maiwenn, date(2026, 1, 5))
    assert list(ribbon) == ["Orientation", "Diagnostic", "Développement", "Sortie"]
    assert {station.place for station in ribbon.values()} == {"past"}
    assert ribbon["Diagnostic"].dates == "11/03/2019 – 29/04/2019"
    assert ribbon["Diagnostic"].span.words == "1 mois sur 3"
    assert ribbon["Développement"].span.words == "5 mois sur 6"
    assert kinds(ribbon["Développement"]) == ["done"] + ["skipped"] * 6
    assert ribbon["Développement"].dots[0].words == "Honoré le 13/05/2019"
    assert ribbon["Sortie"].dates == "Le 14/10/2019"
    assert ribbon["Sortie"].note == "Après 7 mois"


def test_a_phase_with_no_duration_is_never_late(diagnosed, pathway, maiwenn):
    decide(diagnosed, "close", maiwenn)
    cessation = stations(pathway, maiwenn, date(2021, 7, 1))["Cessation"]
    assert cessation.span.words == "2 ans, sans durée limite"
    assert cessation.span.limit_days is None
    assert not cessation.span.is_late
    assert set(kinds(cessation)) == {"due"}


def test_a_phase_beyond_its_limit_is_late_and_says_by_how_much(pathway, maiwenn):
    diagnostic = stations(pathway, maiwenn, date(2019, 6, 23))["Diagnostic"]
    assert diagnostic.span.words == "3 mois sur 3 : 12 jours de retard"
    assert diagnostic.span.is_late


def test_on_the_day_of_its_limit_a_phase_is_not_late(pathway, maiwenn):
    diagnostic = stations(pathway, maiwenn, date(2019, 6, 11))["Diagnostic"]
    assert diagnostic.span.words == "3 mois sur 3"
    assert not diagnostic.span.is_late


def test_a_phase_that_ended_late_is_told_without_alarm(pathway, maiwenn):
    review = hold(pathway, "tripartite", date(2019, 6, 25), maiwenn)
    decide(review, "develop", maiwenn)
    diagnostic = stations(pathway, maiwenn, date(2019, 9, 1))["Diagnostic"]
    assert diagnostic.span.words == "3 mois sur 3 : 14 jours après la limite"
    assert not diagnostic.span.is_late


def test_a_suspended_path_stands_still_and_its_limit_moves_by_the_pause(diagnosed, pathway, maiwenn):
    decide(diagnosed, "suspend", maiwenn)
    asleep = stations(pathway, maiwenn, date(2020, 1, 15))["Diagnostic"]
    assert asleep.note == "Suspendu depuis le 29/04/2019"
    assert asleep.span.words == "1 mois sur 3"
    assert not asleep.span.is_late
    with clock.held(date(2019, 6, 28)):  # sixty days later
        actions.resume_pathway(pathway=pathway, by=maiwenn)
    awake = stations(pathway, maiwenn, date(2019, 7, 1))["Diagnostic"]
    assert awake.dates == "Depuis le 11/03/2019, limite 10/08/2019"
    assert awake.span.words == "1 mois sur 3"
    assert awake.note == ""


def test_a_suspension_with_a_maximum_says_until_when(diagnosed, pathway, maiwenn):
    with unfrozen():
        ChoiceSpec.objects.filter(effect=Effect.SUSPEND).update(months_max=3)
    decide(diagnosed, "suspend", maiwenn)
    note = "Suspendu depuis le 29/04/2019, au plus jusqu'au 29/07/2019"
    assert stations(pathway, maiwenn, date(2019, 7, 29))["Diagnostic"].note == note
    too_long = stations(pathway, maiwenn, date(2019, 7, 30))["Diagnostic"]
    assert too_long.note == f"{note} : cette date est passée"
    assert not too_long.span.is_late


def test_an_extension_lengthens_the_limit(pathway, maiwenn):
    choice = pathway.current_phase().spec.choice_specs.get(code="extend")
    with clock.held(date(2019, 6, 3)):
        actions.decide(
            pathway=pathway,
            choice=choice,
            reasons="Il manque un bilan.",
            words=ALL_AGREE,
            months=2,
            by=maiwenn,
        )
    assert stations(pathway, maiwenn, date(2019, 7, 20))["Diagnostic"].span.words == "4 mois sur 5"


def test_each_state_of_an_appointment_has_its_shape(pathway, maiwenn):
    first = pathway.steps.get(spec__code="rdv1")
    nine = datetime(2019, 3, 18, 9, tzinfo=UTC)
    with clock.held(date(2019, 3, 12)):
        actions.plan_step(step=first, starts_at=nine, duration_minutes=60, place=None, by=maiwenn)
    assert kinds(stations(pathway, maiwenn, date(2019, 3, 17))["Diagnostic"])[0] == "planned"
    waiting = stations(pathway, maiwenn, date(2019, 3, 19))["Diagnostic"].dots[0]
    assert (waiting.kind, waiting.words) == ("to_report", "Compte rendu attendu depuis le 18/03/2019")
    with clock.held(date(2019, 3, 19)):
        actions.report_step(step=first, outcome="no_show", by=maiwenn)
    missed, again = stations(pathway, maiwenn, date(2019, 3, 19))["Diagnostic"].dots[:2]
    assert (missed.kind, missed.words) == ("absent", "Absence le 18/03/2019")
    assert (again.label, again.kind) == ("Rdv 1", "due")


def test_many_added_appointments_are_counted_not_drawn(pathway, maiwenn):
    with clock.held(date(2019, 3, 12)):
        for number in range(MAX_ADDED_DOTS + 3):
            actions.add_step(pathway=pathway, kind="tutoring", label=f"Tutorat {number}", by=maiwenn)
    diagnostic = stations(pathway, maiwenn, date(2019, 3, 13))["Diagnostic"]
    assert len(diagnostic.dots) == 3 + MAX_ADDED_DOTS
    assert diagnostic.added_count == 3


def test_a_path_whose_phases_are_over_waits_for_its_exit(diagnosed, pathway, maiwenn):
    decide(diagnosed, "exit", maiwenn)
    ribbon = stations(pathway, maiwenn, date(2019, 5, 2))
    assert list(ribbon) == ["Orientation", "Diagnostic", "Sortie"]
    assert (ribbon["Sortie"].place, ribbon["Sortie"].dates) == ("current", "À enregistrer")
