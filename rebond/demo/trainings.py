"""The demo's trainings: the catalogue of BGE and Catalys (A7), Delphine's session, and what is coming for the living caseload."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from rebond.core import clock
from rebond.core.dates import next_working_day
from rebond.demo.stage import Run, Stage
from rebond.pathways.models import Pathway
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor, PersonActor
from rebond.people.models import Role
from rebond.trainings import actions
from rebond.trainings.models import Course, Session

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class CourseStory:
    code: str
    kind: str
    title: str
    aims: str
    content: str
    giver: tuple[str, Role]
    place: str = ""
    video_url: str = ""


_LOIC, _INES = ("loic", Role.PRODUCTION_MANAGER), ("ines", Role.CAREERS_CONSULTANT)
COURSES = (
    CourseStory(
        "communication",
        "training",
        "Communiquer sur son activité",
        "Présenter son offre en une minute ; choisir deux façons de se faire connaître et s'y tenir.",
        "L'offre en quelques phrases, les prescripteurs, l'affiche et la page en ligne, le calendrier de l'année.",
        _LOIC,
        place="BGE, salle de la Vilaine",
    ),
    CourseStory(
        "selling",
        "training",
        "Techniques de vente",
        "Fixer un prix juste, mener un entretien, conclure.",
        "Le prix de revient, l'écoute du client, les objections, le devis.",
        _LOIC,
        place="BGE, salle de la Vilaine",
    ),
    CourseStory(
        "management",
        "training",
        "Gérer son entreprise au quotidien",
        "Tenir ses comptes en une heure par semaine, lire son tableau de bord.",
        "Recettes et dépenses, déclarations, trésorerie, rangement des papiers.",
        _LOIC,
        place="BGE, salle de la Rance",
    ),
    CourseStory(
        "vae",
        "webinar",
        "La validation des acquis de l'expérience",
        "Savoir si son expérience peut devenir un diplôme.",
        "Qui peut demander, combien de temps, qui finance.",
        _INES,
        video_url="https://visio.example.org/vae",
    ),
    CourseStory(
        "linkedin",
        "webinar",
        "Être visible sur LinkedIn",
        "Avoir un profil qui donne envie d'appeler.",
        "La photo, le titre, le résumé, les premières relations.",
        _INES,
        video_url="https://visio.example.org/linkedin",
    ),
)


def tell_trainings(stage: Stage) -> None:
    """The sessions around today, for the living caseload."""
    courses = {story.code: _course(stage, story) for story in COURSES}
    today = clock.today()
    living = list(
        Pathway.objects.filter(state=PathwayState.OPEN, entered_on__lte=today - timedelta(days=15))
        .select_related("beneficiary", "adviser")
        .order_by("entered_on", "pk")
    )
    _fill(stage, courses["selling"], _two_half_days(today + timedelta(days=12)), 12, living[:15])
    _fill(stage, courses["management"], _two_half_days(today + timedelta(days=26)), 12, living[4:9])
    _fill(stage, courses["linkedin"], _hour(today + timedelta(days=6)), 40, living[2:11])
    _hold(stage, courses["vae"], _hour(today - timedelta(days=20)), living[:7])


def delphine_trains() -> list[tuple[datetime, Callable[[Run], object]]]:
    """She enrols in « Communiquer sur son activité », attends both half-days, signs, and says what she thought of it."""
    half_days = _two_half_days(date(2019, 6, 18))
    return [
        (datetime(2019, 6, 3, 20, tzinfo=clock.ZONE), partial(_enrol_delphine, half_days=half_days)),
        (half_days[-1][1], _attend),
    ]


def _enrol_delphine(run: Run, *, half_days: list[Stretch]) -> None:
    session, _ = _open(run.stage, _course(run.stage, COURSES[0]), half_days, 12)
    actions.enrol(session=session, pathway=run.running, by=PersonActor(run.running.beneficiary))


def _attend(run: Run) -> None:
    enrolment = run.running.enrolments.select_related("session").get()
    delphine, giver = PersonActor(run.running.beneficiary), run.stage.actor(*_LOIC)
    for half_day in enrolment.session.half_days.all():
        actions.record_presence(half_day=half_day, states={enrolment: "present"}, by=giver)
        actions.sign_presence(
            enrolment=enrolment, half_day=half_day, name=str(run.running.beneficiary), by=delphine
        )
    actions.rate_training(enrolment=enrolment, was_useful=4, was_clear=4, will_use=4, by=delphine)
    actions.issue_certificate(enrolment=enrolment, by=giver)


def _course(stage: Stage, story: CourseStory) -> Course:
    """The course of the catalogue, added the first time somebody tells of it."""
    known = Course.objects.filter(programme=stage.cast.programme, title=story.title).first()
    return known or actions.add_course(
        programme=stage.cast.programme,
        kind=story.kind,
        title=story.title,
        aims=story.aims,
        content=story.content,
        by=stage.actor(*story.giver),
    )


def _open(stage: Stage, course: Course, half_days: list[Stretch], capacity: int) -> tuple[Session, Actor]:
    story = next(story for story in COURSES if story.title == course.title)
    giver = stage.actor(*story.giver)
    session = actions.open_session(
        course=course,
        half_days=half_days,
        capacity=capacity,
        trainer=giver.user,
        place=story.place,
        video_url=story.video_url,
        by=giver,
    )
    return session, giver


def _fill(
    stage: Stage, course: Course, half_days: list[Stretch], capacity: int, people: list[Pathway]
) -> None:
    """A session to come; each asked for a place on a day of their own, so that the waiting list has an order."""
    start = clock.now() - timedelta(days=10)
    with clock.held(start):
        session, _ = _open(stage, course, half_days, capacity)
    for number, pathway in enumerate(people):
        with clock.held(start + timedelta(hours=7 * number)):
            actions.enrol(session=session, pathway=pathway, by=PersonActor(pathway.beneficiary))


def _hold(stage: Stage, course: Course, half_days: list[Stretch], people: list[Pathway]) -> None:
    """A session that is over: who came, who did not, and what they thought of it."""
    start = half_days[0][0]
    with clock.held(start - timedelta(days=10)):
        session, giver = _open(stage, course, half_days, 40)
        running = [p for p in people if p.entered_on <= clock.today()]
        enrolments = [
            actions.enrol(session=session, pathway=p, by=PersonActor(p.beneficiary)) for p in running
        ]
    with clock.held(half_days[-1][1]):
        states = {e: ("excused" if number == 1 else "present") for number, e in enumerate(enrolments)}
        actions.record_presence(half_day=session.half_days.get(), states=states, by=giver)
        for number, enrolment in enumerate(enrolments):
            if states[enrolment] == "present":
                marks = {"was_useful": 4 - number % 2, "was_clear": 4, "will_use": 3 - number % 2}
                actions.rate_training(
                    enrolment=enrolment, by=PersonActor(enrolment.pathway.beneficiary), **marks
                )


def _two_half_days(day: date) -> list[Stretch]:
    day = next_working_day(day)
    return [_stretch(day, (9, 0), (12, 30)), _stretch(day, (13, 30), (16, 30))]


def _hour(day: date) -> list[Stretch]:
    return [_stretch(next_working_day(day), (11, 0), (12, 0))]


def _stretch(day: date, opens: tuple[int, int], closes: tuple[int, int]) -> Stretch:
    starts_at = datetime.combine(day, time(*opens), tzinfo=clock.ZONE)
    return starts_at, datetime.combine(day, time(*closes), tzinfo=clock.ZONE)
