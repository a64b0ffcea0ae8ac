"""The plan as the three parties agreed on it, at each tripartite review: what was agreed, to compare with what became of it."""

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.pathways.models.path import Pathway
from rebond.pathways.models.plan import Action
from rebond.pathways.models.step import Step
from rebond.pathways.states import ActionState
from rebond.people.models import User
from rebond.programmes.vocabulary import PartyRole


class AgreedPlan(models.Model):
    """One version. Its rows never change afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="agreed_plans")
    number = models.PositiveSmallIntegerField("version")
    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="agreed_plan")
    agreed_on = models.DateField("convenu le")
    recorded_at = models.DateTimeField("enregistré le", default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "plan convenu"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "number"], name="one_agreed_plan_per_number"),
            models.CheckConstraint(name="agreed_plan_is_numbered", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} du {self.agreed_on:%d/%m/%Y}"


class AgreedAction(models.Model):
    """One action as it stood that day."""

    plan = models.ForeignKey(AgreedPlan, on_delete=models.CASCADE, related_name="actions")
    action = models.ForeignKey(Action, on_delete=models.SET_NULL, null=True, related_name="+")
    aim_label = models.CharField("objectif", max_length=160)
    label = models.CharField("action", max_length=200)
    owner = models.CharField("qui", max_length=20, choices=PartyRole)
    due_on = models.DateField("pour le", null=True, blank=True)
    state = models.CharField("état", max_length=12, choices=ActionState)

    class Meta:
        verbose_name = "action convenue"
        ordering = ["plan", "id"]

    def __str__(self) -> str:
        return self.label
