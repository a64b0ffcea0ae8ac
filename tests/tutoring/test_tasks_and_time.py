"""Small tasks, time spent in two clicks, and the models of messages."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState
from rebond.core.identity import new_id
from rebond.pathways.todo.person import news
from rebond.tutoring import actions, policy
from rebond.tutoring.models import Exchange, MessageTemplate, Task, TimeSpent
from rebond.tutoring.time_sheet import in_words
from rebond.tutoring.todo import tasks_to_do

FRIDAY = date(2019, 5, 17)


def set_task(file, by, owner, **more) -> Task:
    values = {"task_id": new_id(), "label": "Trouver une salle", "due_on": FRIDAY, **more}
    return actions.set_task(pathway=file, owner=owner, by=by, **values)


def note(file, by, minutes=15, **more) -> TimeSpent:
    return actions.note_time(pathway=file, minutes=minutes, by=by, **{"time_id": new_id(), **more})


def text(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'")


# --- Tasks ------------------------------------------------------------------------


def test_a_task_is_in_a_faire_of_whoever_has_it_a_week_before(file, maiwenn, ines, rozenn, hold_clock):
    task = set_task(file, maiwenn, ines.user, due_on=date(2019, 5, 31))
    assert tasks_to_do(ines, None).tasks == []
    hold_clock(date(2019, 5, 24))
    (shown,) = tasks_to_do(ines, None).tasks
    assert shown.label == "Trouver une salle"
    assert tasks_to_do(maiwenn, None).tasks == tasks_to_do(rozenn, None).tasks == []
    assert policy.tasks_visible_to(rozenn).filter(pk=task.pk).exists()
    actions.finish_task(task=task, by=ines)
    assert tasks_to_do(ines, None).tasks == []


def test_a_task_for_oneself_is_read_by_ones_own_body(file, maiwenn, loic, rozenn, ines, delphine):
    task = set_task(file, maiwenn, maiwenn.user)
    seen = [policy.tasks_visible_to(by).filter(pk=task.pk).exists() for by in (loic, rozenn, ines, delphine)]
    assert seen == [True, False, False, False]


def test_delphine_s_task_is_hers_and_her_adviser_hears_of_it(file, maiwenn, delphine, rozenn):
    task = set_task(file, maiwenn, None)
    assert policy.tasks_visible_to(delphine).get() == task
    assert not policy.tasks_visible_to(rozenn).exists()
    actions.finish_task(task=task, by=delphine)
    with pytest.raises(NotInThisState):
        actions.finish_task(task=task, by=delphine)
    (told,) = news(maiwenn, None).tasks
    assert "a fait une tâche" in told.note
    file.refresh_from_db()
    assert file.last_contact_at is not None
    actions.reopen_task(task=task, by=delphine)
    actions.drop_task(task=task, by=maiwenn)
    assert Task.objects.get().state == "dropped"


def test_strangers_set_nothing_and_a_task_is_not_for_a_stranger(file, maiwenn, zoe_adviser, karim, delphine):
    with pytest.raises(PermissionDenied):
        set_task(file, zoe_adviser, None)
    with pytest.raises(ActRefused):
        set_task(file, maiwenn, zoe_adviser.user)
    with pytest.raises(ActRefused):
        set_task(file, maiwenn, None, due_on=date(2019, 5, 12))
    own = set_task(file, maiwenn, maiwenn.user)
    for by in (delphine, karim, zoe_adviser):
        with pytest.raises(PermissionDenied):
            actions.finish_task(task=own, by=by)
    with pytest.raises(PermissionDenied):
        actions.drop_task(task=own, by=delphine)


def test_the_same_task_sent_twice_is_one(sign_in, file, maiwenn):
    client = sign_in(maiwenn)
    address = reverse("set_task", args=[file.pk])
    sent = {"task_id": new_id(), "label": "Devis de l'imprimeur", "owner": "personne", "due_on": "17/05/2019"}
    assert "Tâche notée." in text(client.post(address, sent, follow=True))
    client.post(address, sent)
    assert Task.objects.get().owner is None
    assert client.post(address, {**sent, "label": ""}).status_code == 422
    done = client.post(reverse("finish_task", args=[Task.objects.get().pk]), follow=True)
    assert "Tâche faite." in text(done)


# --- Time -------------------------------------------------------------------------


def test_time_in_two_clicks_on_an_exchange_or_alone(sign_in, file, maiwenn, sent):
    exchange = sent()
    client = sign_in(maiwenn)
    thread = client.get(reverse("show_pathway", args=[file.pk]) + "?section=echanges")
    assert "Noter mon temps" in text(thread)
    address = reverse("note_time", args=[file.pk])
    client.post(address, {"minutes": 15, "exchange": exchange.pk})
    client.post(address, {"minutes": 30, "exchange": exchange.pk})
    alone = {"minutes": 45, "time_id": new_id()}
    client.post(address, alone)
    client.post(address, alone)
    assert sorted(TimeSpent.objects.values_list("minutes", flat=True)) == [30, 45]
    month = text(client.get(reverse("show_time")))
    assert "1 h 15" in month
    assert "Delphine Lavande" in month
    assert client.post(address, {"minutes": 0}).status_code == 404


def test_a_line_is_put_right_and_the_journal_keeps_both(sign_in, file, maiwenn, loic):
    time = note(file, maiwenn)
    client = sign_in(maiwenn)
    address = reverse("correct_time", args=[time.pk])
    assert client.post(address, {"minutes": 800, "spent_on": "2019-05-10"}).status_code == 422
    client.post(address, {"minutes": 20, "spent_on": "2019-05-10"})
    time.refresh_from_db()
    assert (time.minutes, time.spent_on) == (20, date(2019, 5, 10))
    facts = Entry.objects.get(verb="correct_time").facts
    assert (facts["before"]["minutes"], facts["after"]["minutes"]) == (15, 20)
    assert sign_in(loic).post(reverse("remove_time", args=[time.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.remove_time(time=time, by=loic)
    client.post(reverse("remove_time", args=[time.pk]))
    assert not TimeSpent.objects.exists()
    assert Entry.objects.get(verb="remove_time").facts["minutes"] == 20


@pytest.mark.parametrize("minutes", [0, -5, 721])
def test_impossible_times_are_refused(file, maiwenn, minutes):
    with pytest.raises(ActRefused):
        note(file, maiwenn, minutes)


def test_neither_a_day_to_come_nor_a_stranger(file, maiwenn, zoe_adviser):
    with pytest.raises(ActRefused):
        note(file, maiwenn, spent_on=clock.today() + timedelta(days=1))
    with pytest.raises(PermissionDenied):
        note(file, zoe_adviser)


def test_managers_read_the_totals_of_their_body_and_nobody_else(
    sign_in, file, maiwenn, ines, loic, zoe, karim
):
    note(file, maiwenn, 90)
    note(file, ines, 45)
    page = text(sign_in(loic).get(reverse("show_time")))
    assert "Maïwenn Tilleul" in page
    assert "1 h 30" in page
    assert "Inès" not in page
    assert "Delphine" not in page
    for by in (zoe, karim):
        assert "Maïwenn Tilleul" not in text(sign_in(by).get(reverse("show_time")))


def test_the_month_is_taken_away_with_its_total(sign_in, file, maiwenn, sent):
    note(file, maiwenn, 30, exchange=sent())
    note(file, maiwenn, 45)
    note(file, maiwenn, 5, spent_on=date(2019, 4, 30))
    client = sign_in(maiwenn)
    answer = client.post(reverse("export_time"), {"mois": "2019-05", "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sorted(row[2].value for row in sheet.iter_rows(min_row=3)) == [30, 45, 75]
    csv = client.post(reverse("export_time"), {"mois": "2019-04", "format": "csv"})
    lines = b"".join(csv.streaming_content).decode()
    assert "30/04/2019;Delphine Lavande;5;5 min;" in lines
    assert Entry.objects.filter(verb="export_time").count() == 2


def test_a_month_to_come_or_that_is_no_month_is_this_one(sign_in, maiwenn):
    client = sign_in(maiwenn)
    for month in ("2030-01", "zzz", "2019-13"):
        assert "mai 2019" in text(client.get(reverse("show_time"), {"mois": month}))


def test_times_in_words():
    assert [in_words(minutes) for minutes in (5, 60, 90, 125)] == ["5 min", "1 h", "1 h 30", "2 h 05"]


# --- Models of messages -----------------------------------------------------------


def test_a_model_is_inserted_after_what_was_typed(sign_in, file, maiwenn):
    actions.save_template(
        label="Papiers", text="Bonjour {prenom}, apportez vos factures. {conseiller}", by=maiwenn
    )
    client = sign_in(maiwenn)
    template = MessageTemplate.objects.get()
    answer = client.post(
        reverse("write_to_person", args=[file.pk]),
        {"exchange_id": new_id(), "text": "Merci pour votre appel.", "template": template.pk, "insert": "1"},
    )
    assert answer.status_code == 200
    body = text(answer)
    assert "Merci pour votre appel." in body
    assert "Bonjour Delphine, apportez vos factures. Maïwenn Tilleul" in body
    assert not Exchange.objects.exists()


def test_a_model_admits_only_what_can_be_filled(sign_in, maiwenn):
    with pytest.raises(ActRefused, match=r"\{date\}"):
        actions.save_template(label="Rendez-vous", text="Le {date}", by=maiwenn)
    actions.save_template(label="Mot", text="Bonjour {prenom}", by=maiwenn)
    with pytest.raises(ValidationError):
        actions.save_template(label="Mot", text="Bonjour", by=maiwenn)
    page = sign_in(maiwenn).post(reverse("add_template"), {"label": "Mot", "text": "Bonjour"})
    assert page.status_code == 422
    assert "Un modèle porte déjà ce titre." in text(page)


def test_models_are_those_of_one_body(sign_in, maiwenn, ines, helene, zoe_adviser):
    template = actions.save_template(label="Mot", text="Bonjour {prenom}", by=maiwenn)
    for by in (ines, zoe_adviser):
        client = sign_in(by)
        assert "Bonjour" not in text(client.get(reverse("list_templates")))
        assert client.post(reverse("remove_template", args=[template.pk])).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.remove_template(template=template, by=by)
    assert sign_in(helene).get(reverse("list_templates")).status_code == 403
    actions.remove_template(template=template, by=maiwenn)
    assert not MessageTemplate.objects.exists()
