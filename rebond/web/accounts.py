"""Sign-in rules and words that allauth asks us about."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens an account alone: an administrator creates it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


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
