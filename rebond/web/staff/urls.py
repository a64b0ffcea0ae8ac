"""The staff's addresses, one block per noun."""

from django.urls import path

from rebond.web.staff import administration, caseload, drafts, exits, home, pathways, refer, referrals, reviews

urlpatterns = [
    path("", home.home, name="home"),
    path("dossiers/", caseload.list_pathways, name="list_pathways"),
    path("brouillons/<slug:key>/", drafts.save_draft, name="save_draft"),
    path("orientations/", referrals.list_referrals, name="list_referrals"),
    path("orientations/nouvelle/", refer.refer_person, name="refer_person"),
    path("orientations/<uuid:pk>/", referrals.show_referral, name="show_referral"),
    path("orientations/<uuid:pk>/accepter/", referrals.accept_referral, name="accept_referral"),
    path("orientations/<uuid:pk>/refuser/", referrals.decline_referral, name="decline_referral"),
    path("orientations/<uuid:pk>/attente/", referrals.put_referral_on_waiting_list, name="put_referral_on_waiting_list"),
    path("orientations/<uuid:pk>/retirer/", referrals.withdraw_referral, name="withdraw_referral"),
    path("dossiers/<uuid:pk>/", pathways.show_pathway, name="show_pathway"),
    path("administration/", administration.administration, name="administration"),
    path("administration/personnes/ajouter/", administration.add_member, name="add_member"),
    path("administration/personnes/<int:pk>/retirer/", administration.end_membership, name="end_membership"),
    path("rendez-vous/<uuid:pk>/reunion/", reviews.hold_review, name="hold_review"),
    path("dossiers/<uuid:pk>/decider/", reviews.decide, name="decide"),
    path("dossiers/<uuid:pk>/reprendre/", reviews.resume_pathway, name="resume_pathway"),
    path("dossiers/<uuid:pk>/sortie/", exits.record_exit, name="record_exit"),
    path("dossiers/<uuid:pk>/sortie/corriger/", exits.correct_exit, name="correct_exit"),
    path("suivis/<int:pk>/", exits.record_follow_up, name="record_follow_up"),
]
