"""What is said between appointments (A7): exchanges, small tasks, time spent, models of messages, mails put aside."""

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.core.text import normalise
from rebond.filing.models import Piece
from rebond.pathways.audience import Audience
from rebond.pathways.models import Pathway
from rebond.people.models import Organisation, User
from rebond.tutoring.states import TaskState


class ExchangeKind(models.TextChoices):
    NOTE = "note", "Note"
    CALL_MADE = "call_made", "Appel passé"
    CALL_RECEIVED = "call_received", "Appel reçu"
    CALL_UNANSWERED = "call_unanswered", "Appel sans réponse"
    MESSAGE_SENT = "message_sent", "Message à la personne"
    MESSAGE_RECEIVED = "message_received", "Message de la personne"


CALLS = (ExchangeKind.CALL_MADE, ExchangeKind.CALL_RECEIVED, ExchangeKind.CALL_UNANSWERED)
MESSAGES = (ExchangeKind.MESSAGE_SENT, ExchangeKind.MESSAGE_RECEIVED)
#: In which somebody spoke with the person: what a silence is counted from (D2).
CONTACTS = (ExchangeKind.CALL_MADE, ExchangeKind.CALL_RECEIVED, ExchangeKind.MESSAGE_RECEIVED)
#: Who may read a note or a call; a message is always between one body and the person.
NOTE_AUDIENCES = (Audience.ORGANISATION, Audience.PARTIES)


class Door(models.TextChoices):
    """By what way the person wrote."""

    SPACE = "space", "son espace"
    LINK = "link", "le lien d'un message"
    MAIL = "mail", "courriel"


class Exchange(models.Model):
    """One line of a file's thread. `author` is empty for what the person wrote; `organisation` is whose it is (D11)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="exchanges")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField("lu par", max_length=15, choices=Audience, default=Audience.ORGANISATION)
    kind = models.CharField("nature", max_length=20, choices=ExchangeKind)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField("texte")
    #: What a reply by e-mail repeats of the message it answers; kept, and shown on demand.
    quoted = models.TextField("texte repris", blank=True)
    happened_at = models.DateTimeField("eu lieu le", default=clock.now)
    written_at = models.DateTimeField(default=clock.now)
    door = models.CharField("venu par", max_length=10, choices=Door, blank=True)
    #: The hash of a mail's Message-ID: the same mail brought twice makes one line.
    source_key = models.CharField(max_length=64, blank=True)
    #: When a message of the person was answered, or marked as dealt with.
    settled_at = models.DateTimeField("traité le", null=True, blank=True)
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="traité par"
    )
    pieces = models.ManyToManyField(Piece, blank=True, related_name="+", verbose_name="documents joints")
    search_text = models.TextField(editable=False)

    class Meta:
        verbose_name = "échange"
        ordering = ["-happened_at", "id"]
        indexes = [
            models.Index(fields=["pathway", "-happened_at", "id"]),
            models.Index(
                fields=["organisation", "happened_at"],
                condition=Q(kind=ExchangeKind.MESSAGE_RECEIVED, settled_at__isnull=True),
                name="messages_to_answer",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="only_the_person_has_no_author",
                condition=Q(kind=ExchangeKind.MESSAGE_RECEIVED, author__isnull=True)
                | (~Q(kind=ExchangeKind.MESSAGE_RECEIVED) & Q(author__isnull=False)),
            ),
            models.CheckConstraint(
                name="exchange_read_by_those_it_is_for",
                condition=Q(kind__in=MESSAGES, audience=Audience.PERSON)
                | (~Q(kind__in=MESSAGES) & Q(audience__in=NOTE_AUDIENCES)),
                violation_error_message="Un message reste entre la personne et l'organisme ; une note n'est pas pour elle.",
            ),
            models.CheckConstraint(
                name="only_messages_received_are_settled",
                condition=Q(settled_at__isnull=True) | Q(kind=ExchangeKind.MESSAGE_RECEIVED),
            ),
            models.UniqueConstraint(
                fields=["source_key"], condition=~Q(source_key=""), name="one_exchange_per_mail"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def derive(self) -> None:
        """Fill what is computed from the rest, before the row is written."""
        self.search_text = normalise(self.text)

    @property
    def is_message(self) -> bool:
        return self.kind in MESSAGES

    @property
    def is_from_person(self) -> bool:
        return self.kind == ExchangeKind.MESSAGE_RECEIVED

    @property
    def waits_for_answer(self) -> bool:
        return self.is_from_person and self.settled_at is None


class Task(models.Model):
    """A small thing to do before a day. `owner` is empty when it is the person's; the owner decides who reads it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="tasks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField("lu par", max_length=15, choices=Audience)
    label = models.CharField("tâche", max_length=200)
    due_on = models.DateField("pour le")
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="à faire par"
    )
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="notée par")
    set_at = models.DateTimeField("notée le", default=clock.now)
    state = models.CharField("état", max_length=10, choices=TaskState, default=TaskState.TO_DO)
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        verbose_name = "tâche"
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["pathway", "state", "due_on"]),
            models.Index(fields=["owner", "due_on"], condition=Q(state=TaskState.TO_DO), name="tasks_to_do"),
        ]
        constraints = [
            models.CheckConstraint(
                name="ended_task_has_date",
                condition=Q(state=TaskState.TO_DO, ended_at__isnull=True)
                | (~Q(state=TaskState.TO_DO) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="task_of_the_person_is_seen_by_them",
                condition=Q(owner__isnull=True, audience=Audience.PERSON)
                | (Q(owner__isnull=False) & Q(audience__in=NOTE_AUDIENCES)),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        return self.state == TaskState.TO_DO


#: A day has no more minutes of work than this; a line of a time sheet neither.
MINUTES_MAX = 720


class TimeSpent(models.Model):
    """Minutes that one colleague spent for one person on one day: a line of their time sheet (B23)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="time_spent")
    exchange = models.ForeignKey(
        Exchange, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="échange"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    spent_on = models.DateField("jour")
    minutes = models.PositiveSmallIntegerField("durée en minutes")
    noted_at = models.DateTimeField("noté le", default=clock.now)

    class Meta:
        verbose_name = "temps passé"
        verbose_name_plural = "temps passés"
        ordering = ["-spent_on", "-noted_at", "id"]
        indexes = [
            models.Index(fields=["user", "spent_on"]),
            models.Index(fields=["organisation", "spent_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="time_spent_fits_in_a_day",
                condition=Q(minutes__gte=1, minutes__lte=MINUTES_MAX),
                violation_error_message="Un temps passé va de 1 minute à 12 heures.",
            ),
            models.UniqueConstraint(
                fields=["user", "exchange"],
                condition=Q(exchange__isnull=False),
                name="one_time_per_colleague_and_exchange",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min"


class MessageTemplate(models.Model):
    """A text that one body keeps at hand, to begin a message with. Its placeholders are those that any letter admits."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    label = models.CharField("titre", max_length=80)
    text = models.TextField("texte")
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "modèle de message"
        verbose_name_plural = "modèles de messages"
        ordering = ["label", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "label"],
                name="one_template_per_label",
                violation_error_message="Un modèle porte déjà ce titre.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Received(models.TextChoices):
    """What became of a mail that was brought."""

    KEPT = "kept", "Gardé"
    HELD = "held", "Mis de côté"
    AGAIN = "again", "Déjà reçu"
    IGNORED = "ignored", "Ignoré"


class WhyHeld(models.TextChoices):
    """Why a mail was not taken for the person's."""

    UNKNOWN_ADDRESS = "unknown_address", "L'adresse de réponse est inconnue ou trop ancienne"
    OTHER_SENDER = "other_sender", "L'expéditeur n'a pas l'adresse connue de la personne"
    FORGED = "forged", "L'expéditeur n'a pas pu être vérifié"
    AUTOMATIC = "automatic", "Réponse automatique, ou avis de non-remise"
    EMPTY = "empty", "Le courriel est vide"


class HeldMail(models.Model):
    """A mail put aside, for staff to look at: nobody takes it for the person's until one of them says so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    #: None: it names nobody that we know, and its words are not kept.
    pathway = models.ForeignKey(
        Pathway, on_delete=models.CASCADE, null=True, blank=True, related_name="held_mails"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sender = models.CharField("expéditeur", max_length=254, blank=True)
    text = models.TextField("texte", blank=True)
    files_count = models.PositiveSmallIntegerField("pièces jointes", default=0)
    reason = models.CharField("raison", max_length=20, choices=WhyHeld)
    received_at = models.DateTimeField("reçu le", default=clock.now)
    source_key = models.CharField(max_length=64, unique=True)
    settled_at = models.DateTimeField("classé le", null=True, blank=True)
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="classé par"
    )

    class Meta:
        verbose_name = "courriel mis de côté"
        verbose_name_plural = "courriels mis de côté"
        ordering = ["-received_at", "id"]
        indexes = [
            models.Index(
                fields=["organisation", "received_at"],
                condition=Q(settled_at__isnull=True),
                name="held_mails",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_reason_display())
