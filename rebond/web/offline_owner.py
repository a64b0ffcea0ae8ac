"""Whose store on a device: an identifier that tells nothing."""

from django.utils.crypto import salted_hmac

from rebond.people.models import User


def device_owner(user: User) -> str:
    """The name of this user's store on any device."""
    return salted_hmac("rebond.offline.owner", str(user.pk), algorithm="sha256").hexdigest()[:32]
