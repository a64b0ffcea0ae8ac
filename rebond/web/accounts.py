"""Sign-in rules that allauth asks us about."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens an account alone: an administrator creates it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
