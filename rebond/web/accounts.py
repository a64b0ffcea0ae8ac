"""Sign-in rules and words that allauth asks us about."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest

from rebond.messaging.models import Message
from rebond.messaging.outbox import write


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens an account alone: an administrator creates it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a sign-in mail in the outbox with the others: it is tried again when the mail server is down."""
        request = allauth_context.request
        known = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        mail = self.render_mail(template_prefix, email, known)
        write(
            Message(
                address=email,
                title=mail.subject[:150],
                body=f"{mail.body}\n",
                template=template_prefix.rpartition("/")[2],
                is_urgent=True,
            )
        )


class AddKeyForm(AddWebAuthnForm):
    """A passkey or a security key of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de la clé"
        self.fields["passwordless"].label = "Me connecter avec cette clé seule, sans mot de passe"
        self.fields["passwordless"].help_text = "Elle vous demandera votre empreinte ou son code."
        self.fields["passwordless"].initial = True


class RenameKeyForm(EditWebAuthnForm):
    """Another name for one's own key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de la clé"
