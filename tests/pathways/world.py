"""Delphine's path with something of everything, so that any act can be tried by anybody."""

import io
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from PIL import Image

from rebond.agenda import actions as agenda_actions
from rebond.agenda.models import HoursKind, Mode
from rebond.core import clock
from rebond.demo.people import Cast
from rebond.finances.models import ActivityLine, Statement
from rebond.finances.operations import Operation, StatementFile
from rebond.messaging.failures import Failure
from rebond.messaging.models import Channel, Message, MessageState
from rebond.pathways import actions
from rebond.pathways.deciding import Word
from rebond.pathways.minutes import fingerprint_of
from rebond.pathways.models import (
    Action,
    Aim,
    CorrectionRequest,
    Decision,
    FollowUp,
    Invitation,
    Pathway,
    Position,
    Referral,
    Review,
    Signature,
    Step,
    Way,
)
from rebond.pathways.states import StepState
from rebond.people.actor import Actor, PersonActor
from rebond.people.models import Membership, Role
from tests.pathways.scenarios import save_scenario

#: The clock of the stories below: everything before is past, and the path is well under way.
TODAY = date(2019, 6, 28)
JOINT = datetime(2019, 6, 24, 9, tzinfo=UTC)
ALL_AGREE = {role: Word(Position.AGREES) for role in ("beneficiary", "lead_worker", "business_adviser")}
SITUATION = {
    "activity_status": "self_employed_only",
    "rsa_status": "in",
    "rsa_left_on": None,
    "job_quality": "none",
    "exit_reason": "completed",
}


def refer(cast: Cast, by: Actor, number: int, *, first_name: str = "Gaspard") -> Referral:
    return actions.refer_person(
        referral_id=UUID(int=number, version=4),
        programme=cast.programme,
        contractor=cast.organisations["bge"],
        person={"last_name": "Garance", "first_name": first_name},
        business={"name": f"Atelier {first_name}"},
        obstacles=[],
        reason="Peu de clients.",
        by=by,
    )


def open_mornings(cast: Cast, *keys: str, since: date | None = None) -> None:
    """Hours to choose from nine to noon, Monday to Friday, with each of these people."""
    for key in keys:
        actor = cast.actor(key)
        agenda_actions.add_hours(
            membership=actor.user.memberships.get(role=actor.role, organisation=actor.organisation),
            kind=HoursKind.BOOKABLE,
            weekdays=range(5),
            opens_at=time(9),
            closes_at=time(12),
            modes=list(Mode),
            valid_from=since or clock.today(),
            by=actor,
        )


def open_development(pathway: Pathway, by: Actor, *, starts_at: datetime, shared_minutes: str = "") -> Step:
    """Hold the tripartite review of the diagnostic, where everybody agrees to develop the business."""
    review = pathway.steps.get(spec__code="tripartite")
    actions.hold_review(
        step=review,
        choice=review.phase.spec.choice_specs.get(code="develop"),
        reasons="Elle et son entreprise ont du potentiel.",
        words=ALL_AGREE,
        shared_minutes=shared_minutes,
        starts_at=starts_at,
        by=by,
    )
    return review


def invite(step: Step, by: Actor, **more: Any) -> Invitation:
    """Invite the person to choose a slot of the three weeks to come."""
    days = {"first_day": clock.today(), "last_day": clock.today() + timedelta(days=21)}
    values = {"duration_minutes": 60, "place": None, **days, **more}
    return actions.invite_person(step=step, by=by, **values)


@dataclass
class World:
    """A pathway in development with Inès seated, and a second referral still unanswered."""

    cast: Cast
    pathway: Pathway
    #: Whether the joint appointment has its date already.
    plans_joint: bool = True
    referral: Referral = field(init=False)
    aim: Aim = field(init=False)
    action: Action = field(init=False)

    def __post_init__(self) -> None:
        maiwenn = self.cast.actor("maiwenn")
        with clock.held(date(2019, 4, 29)):
            self._review(maiwenn)
        with clock.held(date(2019, 5, 13)):
            self.aim = actions.add_aim(pathway=self.pathway, label="Développer l'offre", by=maiwenn)
            self.action = actions.add_action(aim=self.aim, label="Des cours", owner="beneficiary", by=maiwenn)
            if self.plans_joint:
                self._plan_joint(maiwenn)
            self.referral = refer(self.cast, self.cast.actor("rozenn"), 7)
        self.pathway.refresh_from_db()

    def _plan_joint(self, by: Actor) -> None:
        actions.plan_step(
            step=self.step("rdv3"),
            starts_at=JOINT,
            duration_minutes=60,
            place=None,
            careers_consultant=Membership.objects.get(
                user=self.cast.users["ines"], role=Role.CAREERS_CONSULTANT
            ),
            by=by,
        )

    @staticmethod
    def again(world: "World") -> "World":
        """The same world, read afresh from the database."""
        fresh = copy(world)
        for name in ("pathway", "referral", "aim", "action"):
            row = getattr(world, name)
            setattr(fresh, name, type(row).objects.get(pk=row.pk))
        return fresh

    def _review(self, by: Actor) -> None:
        open_development(self.pathway, by, starts_at=datetime(2019, 4, 29, 6, tzinfo=UTC))
        self.pathway.refresh_from_db()

    def step(self, code: str) -> Step:
        phase = self.pathway.current_phase()
        assert phase is not None
        return phase.steps.filter(spec__code=code).order_by("-attempt")[0]

    def choice(self, code: str) -> Any:
        phase = self.pathway.current_phase()
        assert phase is not None
        return phase.spec.choice_specs.get(code=code)

    def decision(self) -> Decision:
        return self.pathway.decisions.order_by("recorded_at")[0]

    def review(self) -> Review:
        """The meeting that opened the development: nobody has signed its minutes."""
        return Review.objects.get(step=self.decision().step)

    def signature(self) -> Signature:
        """The one that Rozenn owes."""
        return self.review().signatures.get(role="lead_worker")

    def signed(self) -> Review:
        answer(self, "sign", self.cast.actor("maiwenn"), role="beneficiary")
        return self.review()

    def planned_review(self) -> Step:
        """The next meeting, planned."""
        step = self.step("tripartite")
        at = datetime(2019, 7, 15, 9, tzinfo=UTC)
        actions.plan_step(
            step=step, starts_at=at, duration_minutes=90, place=None, by=self.cast.actor("maiwenn")
        )
        return step

    def exited(self) -> Pathway:
        """The path, closed today by its adviser."""
        actions.record_exit(
            pathway=self.pathway, exited_on=clock.today(), situation=SITUATION, by=self.cast.actor("maiwenn")
        )
        return self.pathway

    def follow_up(self) -> FollowUp:
        return self.exited().follow_ups.all()[0]

    def line(self) -> ActivityLine:
        """An activity opened by mistake: nothing is declared on it."""
        known = ActivityLine.objects.filter(business=self.pathway.business_id).first()
        return known or actions.open_activity_line(
            pathway=self.pathway,
            category="services_bic",
            started_on=date(2018, 5, 1),
            by=self.cast.actor("maiwenn"),
        )

    def statement(self, by: Actor | None = None) -> Statement:
        """A bank statement of one line, still to be sorted."""
        file = StatementFile(
            [Operation(date(2019, 5, 2), "MME ROSE", Decimal(60))], date(2019, 5, 1), date(2019, 5, 31)
        )
        return actions.upload_statement(
            pathway=self.pathway,
            file=file,
            sha256="0" * 64,
            line=self.line(),
            is_business_account=False,
            by=by or self.cast.actor("maiwenn"),
        )

    def letter(self) -> Message:
        """A letter to Delphine that waits to be posted."""
        return self._message("letter", channel=Channel.LETTER, address="3 rue des Lilas, 35000 Rennes")

    def undelivered(self) -> Message:
        """A mail to Delphine that her server refused."""
        refused = {"state": MessageState.DEAD, "last_error": Failure.ADDRESS_REFUSED, "attempts_count": 1}
        return self._message("undelivered", address="delphine.lavande@example.org", **refused)

    def _message(self, key: str, **values: Any) -> Message:
        told = {
            "title": "Votre rendez-vous",
            "body": "Nous vous attendons.\n\nAppelez le 06 39 98 00 05.\n",
            "template": "appointment_planned",
            "is_to_person": True,
            "beneficiary": self.pathway.beneficiary,
            "file_id": self.pathway.pk,
        }
        return Message.objects.get_or_create(dedupe_key=f"world:{key}", defaults={**told, **values})[0]

    def told(self) -> Step:
        step = self.step("rdv3")
        actions.report_step(step=step, outcome=StepState.NO_SHOW, by=self.cast.actor("maiwenn"))
        return step

    def skipped(self) -> Step:
        step = self.step("rdv6")
        actions.skip_step(step=step, reason="Pas utile.", by=self.cast.actor("maiwenn"))
        return step

    def open_hours(self) -> None:
        """Maïwenn may be met every morning, in every way."""
        open_mornings(self.cast, "maiwenn")

    def invited(self) -> Invitation:
        """The person was asked to choose when Rdv 4 takes place."""
        self.open_hours()
        return invite(self.step("rdv4"), self.cast.actor("maiwenn"))

    def correction(self) -> CorrectionRequest:
        """What Delphine asks to put right."""
        return actions.ask_correction(
            pathway=self.pathway,
            subject="person",
            text="Mon numéro a changé.",
            by=PersonActor(self.pathway.beneficiary),
        )

    def proposed(self) -> Action:
        """What Delphine proposes in her space."""
        return actions.propose_action(
            pathway=self.pathway, label="Un stand au marché", by=PersonActor(self.pathway.beneficiary)
        )

    def suspended(self) -> Pathway:
        actions.decide(
            pathway=self.pathway,
            choice=self.choice("suspend"),
            reasons="Un chantier loin d'ici.",
            words=ALL_AGREE,
            by=self.cast.actor("maiwenn"),
        )
        return self.pathway


Attempt = Callable[[World, Actor], object]


def _steps(world: World, name: str, by: Actor, step: Step, **more: Any) -> object:
    return getattr(actions, name)(step=step, by=by, **more)


def _dated(world: World, name: str, code: str, by: Actor) -> object:
    at = datetime(2019, 7, 8, 9, tzinfo=UTC)
    return _steps(world, name, by, world.step(code), starts_at=at, duration_minutes=60, place=None)


def _seat(world: World, key: str, role: Role) -> Membership:
    return Membership.objects.get(user=world.cast.users[key], role=role)


def answer(world: World, act: str, by: Actor, *, role: str = "lead_worker", **more: Any) -> None:
    """Sign, or refuse to sign, the minutes of the world's meeting."""
    signature = world.review().signatures.get(role=role)
    seen = fingerprint_of(signature.paper)
    getattr(actions, act)(
        signature=signature, seen_sha256=seen, name="Quelqu'un", way=Way.ON_THE_SPOT, by=by, **more
    )


def _scan() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def _reopen(world: World, by: Actor) -> None:
    actions.finish_action(action=world.action, by=world.cast.actor("maiwenn"))
    actions.reopen_action(action=world.action, by=by)


def _after(days: int, act: Callable[[Invitation], object], world: World) -> None:
    """So many days after an invitation without an answer."""
    invitation = world.invited()
    with clock.held(TODAY + timedelta(days=days)):
        act(invitation)


def _remind_step(world: World, by: Actor) -> None:
    """Two days before an appointment of 8 July."""
    _dated(world, "plan_step", "rdv4", world.cast.actor("maiwenn"))
    with clock.held(date(2019, 7, 6)):
        actions.remind_step(step=world.step("rdv4"), by=by)


#: Each act, tried by somebody: what it is done to is prepared by those who may.
ATTEMPTS: dict[str, Attempt] = {
    "refer_person": lambda w, by: refer(w.cast, by, 99, first_name="Zélie"),
    "accept_referral": lambda w, by: actions.accept_referral(
        referral=w.referral, adviser=w.cast.users["karim"], by=by
    ),
    "decline_referral": lambda w, by: actions.decline_referral(
        referral=w.referral,
        reason=w.referral.version.list_items.get(kind="decline_reason", code="no_capacity"),
        text="Plus de place.",
        by=by,
    ),
    "put_referral_on_waiting_list": lambda w, by: actions.put_referral_on_waiting_list(
        referral=w.referral, text="En septembre.", by=by
    ),
    "withdraw_referral": lambda w, by: actions.withdraw_referral(
        referral=w.referral, text="A trouvé seul.", by=by
    ),
    "update_beneficiary": lambda w, by: actions.update_beneficiary(
        pathway=w.pathway, values={"city": "Port-Ajonc"}, by=by
    ),
    "update_business": lambda w, by: actions.update_business(
        pathway=w.pathway, values={"activity": "Cours de couture"}, by=by
    ),
    "open_activity_line": lambda w, by: actions.open_activity_line(
        pathway=w.pathway, category="sales", started_on=date(2018, 5, 1), by=by
    ),
    "update_activity_line": lambda w, by: actions.update_activity_line(
        pathway=w.pathway, line=w.line(), values={"label": "Retouches"}, by=by
    ),
    "remove_activity_line": lambda w, by: actions.remove_activity_line(
        pathway=w.pathway, line=w.line(), by=by
    ),
    "declare_months": lambda w, by: actions.declare_month(
        pathway=w.pathway, month=date(2019, 5, 1), shared={"own_pay_eur": Decimal(200)}, by=by
    ),
    "save_scenario": lambda w, by: save_scenario(w.pathway, by=by),
    "plan_scenario": lambda w, by: actions.plan_scenario(
        pathway=w.pathway, scenario=save_scenario(w.pathway, by=w.cast.actor("maiwenn")), by=by
    ),
    "delete_scenario": lambda w, by: actions.delete_scenario(
        scenario=save_scenario(w.pathway, by=w.cast.actor("maiwenn")), by=by
    ),
    "offer_space": lambda w, by: actions.offer_space(pathway=w.pathway, by=by),
    "upload_statement": lambda w, by: w.statement(by),
    "sort_statement": lambda w, by: actions.sort_statement(
        pathway=w.pathway, statement=w.statement(), uses={1: "ignored"}, by=by
    ),
    "save_statement": lambda w, by: actions.save_statement(
        pathway=w.pathway, statement=w.statement(), months=[date(2019, 5, 1)], by=by
    ),
    "cancel_statement": lambda w, by: actions.cancel_statement(
        pathway=w.pathway, statement=w.statement(), by=by
    ),
    "add_step": lambda w, by: actions.add_step(pathway=w.pathway, kind="tutoring", label="Tutorat", by=by),
    "plan_step": lambda w, by: _dated(w, "plan_step", "rdv4", by),
    "invite_person": lambda w, by: (w.open_hours(), invite(w.step("rdv4"), by)),
    "withdraw_invitation": lambda w, by: actions.withdraw_invitation(step=w.invited().step, by=by),
    "remind_person": lambda w, by: _after(
        5, lambda invitation: actions.remind_person(invitation=invitation, by=by), w
    ),
    "convene_person": lambda w, by: _after(
        11, lambda invitation: actions.convene_person(invitation=invitation, by=by), w
    ),
    "remind_step": _remind_step,
    "move_step": lambda w, by: _dated(w, "move_step", "rdv3", by),
    "report_step": lambda w, by: _steps(w, "report_step", by, w.step("rdv3"), outcome=StepState.HELD),
    "cancel_step": lambda w, by: _steps(w, "cancel_step", by, w.step("rdv3"), reason="Empêchement."),
    "skip_step": lambda w, by: _steps(w, "skip_step", by, w.step("rdv4"), reason="Pas utile."),
    "restore_step": lambda w, by: _steps(w, "restore_step", by, w.skipped()),
    "correct_step_report": lambda w, by: _steps(
        w, "correct_step_report", by, w.told(), outcome=StepState.EXCUSED, reason="Avait prévenu."
    ),
    "write_private_note": lambda w, by: _steps(
        w, "write_private_note", by, w.step("rdv3"), text="À rappeler."
    ),
    "hold_review": lambda w, by: actions.hold_review(
        step=w.step("tripartite"),
        choice=w.choice("continue"),
        reasons="On poursuit.",
        words=ALL_AGREE,
        shared_minutes="",
        starts_at=datetime(2019, 6, 27, 9, tzinfo=UTC),
        by=by,
    ),
    "convene_review": lambda w, by: _steps(w, "convene_review", by, w.planned_review(), agenda="Le point."),
    "sign": lambda w, by: answer(w, "sign", by),
    "refuse_to_sign": lambda w, by: answer(w, "refuse_to_sign", by, reason="Ce n'est pas exact."),
    "send_signing_links": lambda w, by: _steps(w, "send_signing_links", by, w.review().step),
    "close_signing": lambda w, by: actions.close_signing(paper=w.review(), reason="Assez attendu.", by=by),
    "add_addendum": lambda w, by: actions.add_addendum(review=w.signed(), text="Un oubli.", by=by),
    "open_attendance_sheet": lambda w, by: _steps(w, "open_attendance_sheet", by, w.step("rdv3")),
    "attach_scan": lambda w, by: _steps(w, "attach_scan", by, w.review().step, content=_scan()),
    "decide": lambda w, by: actions.decide(
        pathway=w.pathway, choice=w.choice("suspend"), reasons="Un chantier.", words=ALL_AGREE, by=by
    ),
    "resume_pathway": lambda w, by: actions.resume_pathway(pathway=w.suspended(), by=by),
    "record_contract": lambda w, by: actions.record_contract(
        pathway=w.pathway, signed_on=date(2019, 3, 20), by=by
    ),
    "record_exit": lambda w, by: actions.record_exit(
        pathway=w.pathway, exited_on=TODAY, situation=SITUATION, by=by
    ),
    "correct_exit": lambda w, by: actions.correct_exit(
        pathway=w.exited(),
        situation={**SITUATION, "rsa_status": "unknown"},
        reason="Erreur de saisie.",
        by=by,
    ),
    "record_follow_up": lambda w, by: actions.record_follow_up(
        follow_up=w.follow_up(), observed_on=TODAY, situation=None, by=by
    ),
    "reassign_pathways": lambda w, by: actions.reassign_pathways(
        pathways=[w.pathway], seat="adviser", to=_seat(w, "karim", Role.BUSINESS_ADVISER), by=by
    ),
    "add_aim": lambda w, by: actions.add_aim(pathway=w.pathway, label="Étudier le marché", by=by),
    "add_action": lambda w, by: actions.add_action(aim=w.aim, label="Enquêter", owner="beneficiary", by=by),
    "answer_correction": lambda w, by: actions.answer_correction(
        correction=w.correction(), is_made=True, answer="C'est corrigé.", by=by
    ),
    "edit_aim": lambda w, by: actions.edit_aim(aim=w.aim, label="Élargir l'offre", obstacles=[], by=by),
    "accept_action": lambda w, by: actions.accept_action(
        action=w.proposed(), owner="beneficiary", due_on=None, by=by
    ),
    "comment_action": lambda w, by: actions.comment_action(action=w.action, text="Belle idée.", by=by),
    "edit_action": lambda w, by: actions.edit_action(
        action=w.action, label="Des cours", owner="business_adviser", due_on=None, by=by
    ),
    "start_action": lambda w, by: actions.start_action(action=w.action, by=by),
    "finish_action": lambda w, by: actions.finish_action(action=w.action, by=by),
    "retry_message": lambda w, by: actions.retry_message(message=w.undelivered(), by=by),
    "drop_message": lambda w, by: actions.drop_message(message=w.undelivered(), by=by),
    "post_letter": lambda w, by: actions.post_letter(message=w.letter(), posted_on=TODAY, by=by),
    "drop_action": lambda w, by: actions.drop_action(action=w.action, by=by),
    "reopen_action": _reopen,
}
