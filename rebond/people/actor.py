"""An Actor: a user acting in one role for one organisation. Every act and every list is given one."""

from dataclasses import dataclass

from rebond.people.models import Membership, Organisation, Role, User


@dataclass(frozen=True)
class Actor:
    user: User
    organisation: Organisation
    role: str

    @classmethod
    def of(cls, membership: Membership) -> "Actor":
        return cls(user=membership.user, organisation=membership.organisation, role=membership.role)

    @property
    def user_id(self) -> int:
        return self.user.pk

    @property
    def organisation_id(self) -> int:
        return self.organisation.pk

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)

    @property
    def label(self) -> str:
        return f"{self.user} ({self.role_label}, {self.organisation})"
