"""The closed vocabulary in which programmes are configured and exits are told."""

from django.db import models


class StepKind(models.TextChoices):
    APPOINTMENT = "appointment", "Rendez-vous"
    SITE_VISIT = "site_visit", "Visite sur place"
    JOINT_APPOINTMENT = "joint_appointment", "Rendez-vous conjoint"
    TRIPARTITE_REVIEW = "tripartite_review", "Bilan tripartite"
    TUTORING = "tutoring", "Tutorat"
    TRAINING = "training", "Formation collective"
    WEBINAR = "webinar", "Webinaire"


class PartyRole(models.TextChoices):
    """Who sits at an appointment or agrees to a decision."""

    BENEFICIARY = "beneficiary", "Bénéficiaire"
    LEAD_WORKER = "lead_worker", "Référent RSA"
    BUSINESS_ADVISER = "business_adviser", "Conseiller-formateur"
    CAREERS_CONSULTANT = "careers_consultant", "Consultant en évolution professionnelle"


class Effect(models.TextChoices):
    """What a decision does to the path."""

    OPEN_PHASE = "open_phase", "Ouvrir une phase"
    CONTINUE = "continue", "Poursuivre la phase"
    EXTEND = "extend", "Prolonger la phase"
    SUSPEND = "suspend", "Suspendre le parcours"
    EXIT = "exit", "Préparer la sortie"
    REORIENT = "reorient", "Réorienter"


class ActivityStatus(models.TextChoices):
    """First exit variable (E7): what the person does at a date."""

    SELF_EMPLOYED_ONLY = "self_employed_only", "Indépendant uniquement"
    COMBINED = "combined", "Indépendant et salarié"
    SALARIED_ONLY = "salaried_only", "Salarié uniquement"
    JOB_SEEKING = "job_seeking", "En recherche d'emploi"
    TRAINING = "training", "En formation"
    INACTIVE = "inactive", "Sans activité"
    UNKNOWN = "unknown", "Non connue"


class RsaStatus(models.TextChoices):
    """Second exit variable (E7)."""

    OUT = "out", "Sorti du RSA"
    IN = "in", "Toujours au RSA"
    UNKNOWN = "unknown", "Non connu"


class ExitReason(models.TextChoices):
    """Third exit variable (E7): why the path ended."""

    COMPLETED = "completed", "Parcours mené à son terme"
    EARLY_JOB = "early_job", "Emploi trouvé en cours de parcours"
    DROPPED_OUT = "dropped_out", "Abandon"
    LOST_CONTACT = "lost_contact", "Perdu de vue"
    MOVED = "moved", "Déménagement hors du Département"
    REORIENTED = "reoriented", "Réorientation"
    HEALTH = "health", "Arrêt pour raison de santé"
    DEATH = "death", "Décès"
    OTHER = "other", "Autre motif"


class JobQuality(models.TextChoices):
    """Fourth exit variable (E7): the salaried job, if any. Lasting: over six months (E1)."""

    LASTING = "lasting", "Emploi durable (CDI ou plus de 6 mois)"
    TRANSITION = "transition", "Emploi de transition (moins de 6 mois)"
    NONE = "none", "Pas d'emploi salarié"
    UNKNOWN = "unknown", "Non connue"


class Domain(models.TextChoices):
    """What is rated in a diagnostic, and what an aim of the plan may answer: the situation, never the person (D8)."""

    CRAFT = "craft", "Métier et savoir-faire"
    TIME = "time", "Temps et disponibilité"
    OFFER = "offer", "Offre, prix et moyens"
    MARKET = "market", "Clients et marché"
    ACCOUNTS = "accounts", "Organisation et comptes"
    MONEY = "money", "Argent de l'entreprise"


class LogoType(models.TextChoices):
    PNG = "image/png", "PNG"
    SVG = "image/svg+xml", "SVG"


class LetterCode(models.TextChoices):
    """The letters and messages that the person receives."""

    APPOINTMENT_PLANNED = "appointment_planned", "Rendez-vous fixé"
    APPOINTMENT_MOVED = "appointment_moved", "Rendez-vous déplacé"
    APPOINTMENT_CANCELLED = "appointment_cancelled", "Rendez-vous annulé"
    APPOINTMENT_REMINDER = "appointment_reminder", "Rappel d'un rendez-vous"
    CHOOSE_SLOT = "choose_slot", "Choisir un créneau"
    CHOOSE_SLOT_REMINDER = "choose_slot_reminder", "Relance pour choisir un créneau"
    CONVOCATION = "convocation", "Convocation à un rendez-vous"
    REVIEW_CONVOCATION = "review_convocation", "Convocation au bilan tripartite"
    APPOINTMENT_COMPANY = "appointment_company", "Rendez-vous avec quelqu'un d'autre"
    SIGN_MINUTES = "sign_minutes", "Compte rendu à signer"
    SIGN_ATTENDANCE = "sign_attendance", "Présence à signer"
    SPACE_LINK = "space_link", "Accès à l'espace personnel"
    TRAINING_ENROLLED = "training_enrolled", "Inscription à une formation"
    TRAINING_MOVED = "training_moved", "Formation déplacée"
    TRAINING_CANCELLED = "training_cancelled", "Formation annulée"
    TRAINING_WITHDRAWN = "training_withdrawn", "Inscription retirée"
    TRAINING_REMINDER = "training_reminder", "Rappel d'une formation"
    MISSING_DOCUMENT = "missing_document", "Document à fournir"
    NEW_MESSAGE = "new_message", "Nouveau message"
