"""Who acts: a user in one role for one organisation, or the person on their own path. Every act and list is given one."""

from dataclasses import dataclass

from rebond.people.models import Beneficiary, Membership, Organisation, Role, User


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


@dataclass(frozen=True)
class PersonActor:
    """The person themselves: nobody's member, and allowed only what `policy.OWN_PERMISSIONS` names."""

    beneficiary: Beneficiary

    #: As in the programme's vocabulary of parties.
    role = "beneficiary"
    role_label = "Bénéficiaire"
    user_id = None
    organisation_id = None

    @property
    def label(self) -> str:
        return str(self.beneficiary)


Anybody = Actor | PersonActor
