"""The staff's addresses, one block per noun."""

from django.urls import path

from rebond.web.staff import caseload, drafts, home, pathways, referrals

urlpatterns = [
    path("", home.home, name="home"),
    path("dossiers/", caseload.list_pathways, name="list_pathways"),
    path("brouillons/<slug:key>/", drafts.save_draft, name="save_draft"),
    path("orientations/", referrals.list_referrals, name="list_referrals"),
    path("orientations/<uuid:pk>/", referrals.show_referral, name="show_referral"),
    path("orientations/<uuid:pk>/accepter/", referrals.accept_referral, name="accept_referral"),
    path("orientations/<uuid:pk>/refuser/", referrals.decline_referral, name="decline_referral"),
    path("orientations/<uuid:pk>/attente/", referrals.put_referral_on_waiting_list, name="put_referral_on_waiting_list"),
    path("orientations/<uuid:pk>/retirer/", referrals.withdraw_referral, name="withdraw_referral"),
    path("dossiers/<uuid:pk>/", pathways.show_pathway, name="show_pathway"),
]
