"""Groups of roles that several rules name."""

from rebond.people.models import Role

CONTRACTOR_MANAGERS = {Role.PRODUCTION_MANAGER, Role.DIRECTOR}
#: Roles that draw the programmes that their organisation commissions, and move paths between versions.
STEERING_ROLES = {Role.HEAD_OF_SERVICE, Role.ADMINISTRATOR}
#: Roles that read the results of the programmes of their organisation.
RESULT_READERS = {Role.HEAD_OF_SERVICE, Role.BUSINESS_ADVISER, Role.LEAD_WORKER, *CONTRACTOR_MANAGERS}
