"""The action plan: aims, and under each the actions, who does them, by when, and where they stand."""

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.pathways.models.path import Pathway
from rebond.pathways.states import ActionState
from rebond.people.models import User
from rebond.programmes.models import ListItem, ListKind
from rebond.programmes.vocabulary import Domain, PartyRole


class Aim(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="aims")
    label = models.CharField("objectif", max_length=160)
    suggestion = models.ForeignKey(
        ListItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: The blocking points of the referral that it answers.
    obstacles = models.ManyToManyField(
        ListItem,
        related_name="+",
        blank=True,
        limit_choices_to={"kind": ListKind.OBSTACLE},
        verbose_name="points de blocage",
    )
    #: What it answers in the diagnostic, where it does.
    domain = models.CharField("domaine du diagnostic", max_length=12, choices=Domain, blank=True)
    set_on = models.DateField("fixé le")
    added_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = "objectif"
        ordering = ["set_on", "added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "label"],
                name="one_aim_per_label",
                violation_error_message="Cet objectif est déjà dans le plan.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Action(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    aim = models.ForeignKey(Aim, on_delete=models.CASCADE, related_name="actions", verbose_name="objectif")
    label = models.CharField("action", max_length=200)
    suggestion = models.ForeignKey(
        ListItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner = models.CharField("qui", max_length=20, choices=PartyRole, default=PartyRole.BENEFICIARY)
    due_on = models.DateField("pour le", null=True, blank=True)
    state = models.CharField(max_length=12, choices=ActionState, default=ActionState.TO_DO)
    result = models.TextField("résultat", blank=True)
    #: In words: a quote, a leaflet, the name of a website … what shows that it was done.
    evidence = models.CharField("ce qui le montre", max_length=300, blank=True)
    done_on = models.DateField("fait le", null=True, blank=True)
    added_at = models.DateTimeField(default=clock.now, editable=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "action"
        ordering = ["due_on", "added_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="done_action_has_date",
                condition=~Q(state=ActionState.DONE) | Q(done_on__isnull=False),
                violation_error_message="Une action faite est datée.",
            )
        ]
        indexes = [models.Index(fields=["aim", "state"])]

    def __str__(self) -> str:
        return self.label


class ActionComment(models.Model):
    """A few words on an action, read by the person and by all the parties."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="comments")
    #: None: the person themselves.
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField("commentaire")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "commentaire"
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return f"Commentaire du {self.written_at:%d/%m/%Y}"
