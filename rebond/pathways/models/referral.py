"""The referral: a référent RSA sends a person to the programme, and the contractor answers."""

from django.db import models
from django.db.models import Q

from rebond.core.identity import new_id
from rebond.pathways.states import ReferralState
from rebond.people.models import Beneficiary, Business, Organisation, User
from rebond.programmes.models import EligibilityQuestion, ListItem, ListKind, Programme, Version

LIVE_STATES = (ReferralState.SENT, ReferralState.WAITING)


class Referral(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="referrals")
    #: Pinned when the referral is sent: its lists and rules are those of that day.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="referrals")
    beneficiary = models.ForeignKey(Beneficiary, on_delete=models.PROTECT, related_name="referrals")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="referrals")
    referrer = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="référent RSA"
    )
    referrer_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contractor = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="organisme"
    )
    referred_on = models.DateField("orienté le")
    obstacles = models.ManyToManyField(
        ListItem,
        related_name="+",
        limit_choices_to={"kind": ListKind.OBSTACLE},
        verbose_name="points de blocage",
    )
    reason = models.TextField("pourquoi cette orientation", blank=True)

    state = models.CharField(max_length=10, choices=ReferralState, default=ReferralState.SENT)
    waiting_since = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.ForeignKey(
        ListItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="motif du refus",
    )
    answer_text = models.TextField("explication", blank=True)

    class Meta:
        verbose_name = "orientation"
        ordering = ["referred_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="declined_referral_has_reason",
                condition=~Q(state=ReferralState.DECLINED) | Q(decline_reason__isnull=False),
                violation_error_message="Un refus doit être motivé.",
            ),
            models.CheckConstraint(
                name="answered_referral_has_date",
                condition=Q(state__in=LIVE_STATES) | Q(answered_on__isnull=False),
                violation_error_message="Une réponse doit être datée.",
            ),
            models.UniqueConstraint(
                fields=["beneficiary", "programme"],
                condition=Q(state__in=LIVE_STATES),
                name="one_live_referral",
                violation_error_message="Cette personne a déjà une orientation en attente de réponse.",
            ),
        ]
        indexes = [
            models.Index(fields=["contractor", "state", "referred_on"]),
            models.Index(fields=["referrer", "state", "referred_on"]),
            models.Index(fields=["programme", "state", "referred_on"]),
        ]

    def __str__(self) -> str:
        return f"Orientation de {self.beneficiary}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES


class Answer(models.TextChoices):
    YES = "yes", "Oui"
    NO = "no", "Non"
    UNKNOWN = "unknown", "Je ne sais pas"


class EligibilityAnswer(models.Model):
    """What the référent answered to a question of the programme. It may warn; it never refuses (D8)."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="eligibility_answers")
    question = models.ForeignKey(EligibilityQuestion, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)

    class Meta:
        ordering = ["question__position"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "question"], name="one_eligibility_answer")
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.get_answer_display()}"

    @property
    def warns(self) -> bool:
        return self.answer == self.question.warns_on
