"""The root of the addresses: sign-in screens (allauth), then ours."""

from allauth.account.views import LoginView
from allauth.mfa.webauthn.views import login_webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from rebond.web.demo_login import demo_memberships, demo_people
from rebond.web.errors import not_offered

handler403 = "rebond.web.errors.forbidden"
handler404 = "rebond.web.errors.not_found"
handler429 = "rebond.web.errors.too_many_requests"

urlpatterns = [
    path(
        "compte/login/",
        LoginView.as_view(extra_context={"demo_memberships": demo_memberships, "demo_people": demo_people}),
        name="account_login",
    ),
    # allauth leaves this one closed to visitors, who are the only ones to need it.
    path("compte/2fa/webauthn/login/", login_not_required(login_webauthn), name="mfa_login_webauthn"),
    # An administrator sets the address people sign in with: they do not change it themselves.
    path("compte/email/", not_offered, name="account_email"),
    path("compte/", include("allauth.urls")),
    path("", include("rebond.web.urls")),
]
