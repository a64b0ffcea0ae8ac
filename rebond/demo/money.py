"""The money of the demo: Delphine's months as she told them, and those invented for the living caseload, in bulk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from rebond.core import clock
from rebond.core.dates import add_months
from rebond.demo import delphine
from rebond.demo.stage import Stage, instant
from rebond.finances.models import LINE_CATEGORIES, ActivityLine, LineTurnover, MonthlyFigures, Source
from rebond.finances.months import last_ended_month, month_of, months_from
from rebond.finances.thresholds import ceiling_of
from rebond.finances.writing import Declaration
from rebond.pathways import actions
from rebond.pathways.models import Pathway
from rebond.people.actor import PersonActor
from rebond.people.models import Business, IncomeCategory, Role

#: Months told before the path: enough to compare a year with the one before.
MONTHS_BACK = 30
#: What contributions take of the turnover, about (C5), so that what is left looks right.
CONTRIBUTION_SHARE = {"sales": Decimal("0.123"), "services_bic": Decimal("0.212"), "bnc": Decimal("0.256")}
#: What a month of the year is worth against an ordinary one, from January.
SEASONS = {
    "sales": (70, 75, 90, 100, 110, 115, 125, 120, 100, 90, 95, 130),
    "services_bic": (85, 90, 105, 110, 115, 110, 80, 70, 110, 110, 105, 100),
    "bnc": (95, 100, 105, 105, 100, 110, 60, 55, 115, 120, 115, 110),
}
#: Selling on the markets what one buys: much turnover, little left.
RESALE = "47.81Z"
#: The share of a yearly ceiling that one business has cashed by now.
NEAR_CEILING = Decimal("0.86")


def tell(seed: str, today: date) -> None:
    """Write the months of the living caseload as of today."""
    _invent(seed, today)


# --- Delphine --------------------------------------------------------------------------


def tell_delphine(stage: Stage) -> None:
    """Her first year with Maïwenn, at the first appointment; then each month by herself, in the first days of the next."""
    pathway = Pathway.objects.select_related("business", "beneficiary").get(
        business__name=delphine.BUSINESS["name"], beneficiary__last_name=delphine.PERSON["last_name"]
    )
    maiwenn = stage.actor("maiwenn", Role.BUSINESS_ADVISER)
    herself = PersonActor(pathway.beneficiary)
    with clock.held(instant(date(2019, 3, 18), 11)):
        start = date(2018, 5, 1)
        alterations = actions.open_activity_line(
            pathway=pathway, category="services_bic", label="Retouches", started_on=start, by=maiwenn
        )
        first_year = [m for m in delphine.MONTHS if m.month < date(2019, 3, 1)]
        declared = [_declaration(month, alterations) for month in first_year]
        mistyped = declared[3]
        declared[3] = Declaration(mistyped.month, {alterations: Decimal(340)}, mistyped.shared)
        actions.declare_months(pathway=pathway, declarations=declared, by=maiwenn)
    with clock.held(instant(date(2019, 4, 8), 15)):
        actions.declare_months(
            pathway=pathway,
            declarations=[Declaration(mistyped.month, mistyped.turnovers)],
            reason="Encaissement oublié, retrouvé sur le relevé",
            by=maiwenn,
        )
    lines = [alterations]
    for month in delphine.MONTHS[len(first_year) :]:
        with clock.held(instant(add_months(month.month, 1).replace(day=4), 20)):
            if month.classes is not None and len(lines) == 1:
                lines.append(
                    actions.open_activity_line(
                        pathway=pathway,
                        category="bnc",
                        label="Cours de couture",
                        started_on=month.month,
                        by=herself,
                    )
                )
            actions.declare_months(pathway=pathway, declarations=[_declaration(month, *lines)], by=herself)


def _declaration(month: "delphine.Month", *lines: ActivityLine) -> Declaration:
    cashed = [month.alterations, month.classes]
    return Declaration(
        month.month,
        {line: Decimal(amount) for line, amount in zip(lines, cashed, strict=False) if amount is not None},
        {
            "expenses_eur": Decimal(month.expenses),
            "contributions_eur": Decimal(month.contributions),
            "own_pay_eur": Decimal(month.own_pay),
            "hours_worked": Decimal(month.hours),
            "salaried_eur": Decimal(month.salaried),
        },
    )


# --- The living caseload ------------------------------------------------------------------


@dataclass(frozen=True)
class Habit:
    """How one person keeps their figures, and how their business goes."""

    category: str
    ordinary: Decimal
    growth: Decimal
    expense_share: Decimal
    tells_expenses: bool
    tells_hours: bool
    salaried: Decimal
    missing_share: float
    is_late: bool
    is_steady: bool = False


def _invent(seed: str, today: date) -> None:
    """Months of those whose path is open or closed lately: some with gaps, some late, some who never told any."""
    lines: list[ActivityLine] = []
    rows: list[MonthlyFigures] = []
    cashed: list[LineTurnover] = []
    is_nobody_near = True
    since = add_months(today, -24)
    pathways = Pathway.objects.filter(entered_on__gte=since).select_related("business", "adviser")
    told: set[object] = set()
    for pathway in pathways.order_by("entered_on", "pk"):
        business = pathway.business
        random = Random(f"{seed}:money:{business.pk}")  # noqa: S311 - invented data
        keeps_none = random.random() < 0.15
        if business.income_category not in LINE_CATEGORIES or business.pk in told or keeps_none:
            continue
        told.add(business.pk)
        is_near = is_nobody_near and business.naf_code == RESALE and business.legal_form == "micro"
        is_nobody_near = is_nobody_near and not is_near
        line = _line(business, today)
        lines.append(line)
        habit = _near_ceiling(today) if is_near else _habit(business.income_category, random)
        for row, amount in _months(pathway, line, habit, today, random):
            rows.append(row)
            cashed.append(LineTurnover(figures=row, line=line, turnover_eur=amount))
    ActivityLine.objects.bulk_create(lines)
    MonthlyFigures.objects.bulk_create(rows, batch_size=1000)
    LineTurnover.objects.bulk_create(cashed, batch_size=1000)


def _line(business: Business, today: date) -> ActivityLine:
    start = max(month_of(business.created_on or today), add_months(month_of(today), -MONTHS_BACK))
    return ActivityLine(business=business, category=business.income_category, started_on=start)


def _habit(category: str, random: Random) -> Habit:
    return Habit(
        category=category,
        ordinary=Decimal(random.randint(28, 130) * 10),
        growth=Decimal(random.randint(-12, 45)) / 100,
        expense_share=Decimal(random.randint(45, 62) if category == "sales" else random.randint(8, 28)) / 100,
        tells_expenses=random.random() < 0.8,
        tells_hours=random.random() < 0.5,
        salaried=Decimal(random.choice((0, 0, 0, 310, 460, 620))),
        missing_share=random.choice((0, 0, 0, 0.06, 0.15)),
        is_late=random.random() < 0.25,
    )


def _near_ceiling(today: date) -> Habit:
    """Much turnover and little left: buying and selling on the markets."""
    ceiling = ceiling_of(today.year)
    ended_count = max(last_ended_month(today).month if last_ended_month(today).year == today.year else 12, 3)
    yearly = ceiling.sales_eur * NEAR_CEILING if ceiling else Decimal(150_000)
    # The seasons of a year add up to a little more than twelve ordinary months.
    months_worth = Decimal(sum(SEASONS["sales"][:ended_count])) / 100
    ordinary = (yearly / months_worth).quantize(Decimal(10))
    return Habit(
        category=IncomeCategory.SALES,
        ordinary=ordinary,
        growth=Decimal("0.07"),
        expense_share=Decimal("0.82"),
        tells_expenses=True,
        tells_hours=False,
        salaried=Decimal(0),
        missing_share=0,
        is_late=False,
        is_steady=True,
    )


def _months(
    pathway: Pathway, line: ActivityLine, habit: Habit, today: date, random: Random
) -> Iterator[tuple[MonthlyFigures, Decimal]]:
    last = add_months(last_ended_month(today), -1 if habit.is_late else 0)
    months = months_from(line.started_on, last)
    for index, month in enumerate(months):
        if random.random() < habit.missing_share:
            continue
        season = Decimal(SEASONS[habit.category][month.month - 1]) / 100
        rise = 1 + habit.growth * index / max(len(months), 1)
        chance = Decimal(100 if habit.is_steady else random.randint(88, 112)) / 100
        amount = (habit.ordinary * season * rise * chance).quantize(Decimal(1))
        yield _row(pathway, habit, month, amount, random), amount


def _row(pathway: Pathway, habit: Habit, month: date, amount: Decimal, random: Random) -> MonthlyFigures:
    """Before the path, the adviser noted what the person brought; since, each tells their own month."""
    is_theirs = month >= month_of(pathway.entered_on)
    told_on = add_months(month, 1) if is_theirs else pathway.entered_on
    at = min(instant(told_on.replace(day=min(told_on.day + random.randint(1, 7), 28)), 18), clock.now())
    row = MonthlyFigures(
        business=pathway.business,
        month=month,
        source=Source.PERSON if is_theirs else Source.STAFF,
        declared_by=None if is_theirs else pathway.adviser,
        declared_at=at,
    )
    if habit.tells_expenses:
        row.expenses_eur = (amount * habit.expense_share).quantize(Decimal(1))
        row.contributions_eur = (amount * CONTRIBUTION_SHARE[habit.category]).quantize(Decimal("0.01"))
        row.own_pay_eur = (max(amount - row.expenses_eur - row.contributions_eur, Decimal(0)) / 2).quantize(
            Decimal(10)
        )
    if habit.tells_hours:
        row.hours_worked = Decimal(random.randint(50, 150))
    row.salaried_eur = habit.salaried or None
    return row
