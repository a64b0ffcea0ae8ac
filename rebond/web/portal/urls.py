"""The addresses of the people who are accompanied: by a link from a message, or in their own space."""

from django.urls import path, re_path

from rebond.web.portal import (
    answers,
    appointments,
    entrance,
    exchanges,
    feedback,
    figures,
    home,
    plan,
    rights,
    simulator,
    slots,
    trainings,
)
from rebond.web.portal.signing import sign_attendance_by_link, sign_minutes_by_link

urlpatterns = [
    path("mon-espace/", home.show_space, name="show_space"),
    path("mon-espace/entrer/", entrance.enter_space, name="enter_space"),
    path("mon-espace/code/", entrance.type_code, name="type_code"),
    path("mon-espace/messages/", exchanges.show_own_messages, name="show_own_messages"),
    path("lire/<str:secret>/", exchanges.read_message, name="read_message"),
    path("mon-espace/actions/", plan.show_own_plan, name="show_own_plan"),
    path("mon-espace/actions/pdf/", plan.show_own_plan_pdf, name="show_own_plan_pdf"),
    path("mon-espace/actions/proposer/", plan.propose_action, name="propose_action"),
    path("mon-espace/actions/<uuid:pk>/", plan.show_own_action, name="show_own_action"),
    path("mon-espace/actions/<uuid:pk>/fait/", plan.finish_own_action, name="finish_own_action"),
    path("mon-espace/actions/<uuid:pk>/commencer/", plan.start_own_action, name="start_own_action"),
    path("mon-espace/actions/<uuid:pk>/rouvrir/", plan.reopen_own_action, name="reopen_own_action"),
    path("mon-espace/actions/<uuid:pk>/ecrire/", plan.comment_own_action, name="comment_own_action"),
    path(
        "mon-espace/rendez-vous/<uuid:pk>/",
        appointments.answer_own_appointment,
        name="answer_own_appointment",
    ),
    path("mon-espace/rendez-vous/<uuid:pk>/agenda/", appointments.add_to_calendar, name="add_to_calendar"),
    path("mon-espace/dates/<uuid:pk>/", appointments.choose_own_slot, name="choose_own_slot"),
    path("mon-espace/chiffres/", figures.show_own_months, name="show_own_months"),
    path("mon-espace/chiffres/<str:month>/", figures.declare_own_month, name="declare_own_month"),
    path("mon-espace/avis/<int:pk>/", feedback.give_feedback, name="give_feedback"),
    path("mon-espace/donnees/", rights.show_own_data, name="show_own_data"),
    re_path(
        r"^mon-espace/donnees/fichier/(?P<kind>html|json)/$",
        rights.download_own_data,
        name="download_own_data",
    ),
    path("mon-espace/lectures/", rights.show_own_readers, name="show_own_readers"),
    path("mon-espace/partage/", rights.show_own_sharing, name="show_own_sharing"),
    path("mon-espace/corrections/", rights.show_own_corrections, name="show_own_corrections"),
    path("mon-espace/corrections/demander/", rights.ask_correction, name="ask_correction"),
    path("mon-espace/simulateur/", simulator.simulate_own_exit, name="simulate_own_exit"),
    path("mon-espace/simulateur/garder/", simulator.save_own_scenario, name="save_own_scenario"),
    path(
        "mon-espace/simulateur/<uuid:pk>/effacer/", simulator.delete_own_scenario, name="delete_own_scenario"
    ),
    path("mon-espace/quitter/", entrance.leave_space, name="leave_space"),
    path("mon-espace/formations/", trainings.show_own_trainings, name="show_own_trainings"),
    path("mon-espace/formations/<uuid:pk>/demander/", trainings.enrol_oneself, name="enrol_oneself"),
    path("mon-espace/formations/<uuid:pk>/quitter/", trainings.withdraw_oneself, name="withdraw_oneself"),
    path(
        "mon-espace/formations/<uuid:pk>/signer/<int:half_day_pk>/",
        trainings.sign_own_presence,
        name="sign_own_presence",
    ),
    path("mon-espace/formations/<uuid:pk>/avis/", trainings.rate_own_training, name="rate_own_training"),
    path(
        "mon-espace/formations/<uuid:pk>/attestation/",
        trainings.download_own_certificate,
        name="download_own_certificate",
    ),
    path("e/<str:secret>/", entrance.enter_by_link, name="enter_by_link"),
    path("creneau/<str:secret>/", slots.choose_slot, name="choose_slot"),
    path("rdv/<str:secret>/", answers.answer_step, name="answer_step"),
    path("rdv/<str:secret>/confirmer/", answers.confirm_own_step, name="confirm_own_step"),
    path("rdv/<str:secret>/deplacer/", answers.move_own_step, name="move_own_step"),
    path("rdv/<str:secret>/annuler/", answers.cancel_own_step, name="cancel_own_step"),
    path("signer/<str:secret>/", sign_minutes_by_link, name="sign_minutes_by_link"),
    path("present/<str:secret>/", sign_attendance_by_link, name="sign_attendance_by_link"),
]
