"""The turnover before and after a path, and whether the two may be compared."""

from dataclasses import dataclass
from decimal import Decimal

from rebond.core.money import change_rate
from rebond.finances.book import read_book
from rebond.finances.comparison import Comparison, compare_last_year
from rebond.pathways.models import Outcome, Pathway


@dataclass(frozen=True)
class TurnoverChange:
    """The relative change (0.75 is + 75 %), or why there is none."""

    rate: Decimal | None
    reason: str = ""


def declared_turnovers(pathway: Pathway) -> Comparison | None:
    """The two comparable periods that the months of the business give by now; None when they give none."""
    found = compare_last_year(read_book(pathway.business))
    return found if found and found.is_known else None


def exit_turnovers(found: Comparison) -> dict[str, Decimal | int | None]:
    """The columns of an Outcome that these two periods fill."""
    return {
        "turnover_before_eur": found.before_eur,
        "turnover_before_months": found.months_count,
        "turnover_after_eur": found.after_eur,
        "turnover_after_months": found.months_count,
    }


def turnover_change(outcome: Outcome) -> TurnoverChange | None:
    """How the cashed turnover changed, over the same number of months (E11); None when neither is known."""
    before, after = outcome.turnover_before_eur, outcome.turnover_after_eur
    if before is None and after is None:
        return None
    if before is None or after is None:
        return TurnoverChange(None, "L'un des deux chiffres d'affaires n'est pas connu.")
    if outcome.turnover_before_months != outcome.turnover_after_months:
        return TurnoverChange(None, "Les deux périodes n'ont pas la même durée : elles ne se comparent pas.")
    rate = change_rate(before, after)
    return TurnoverChange(rate, "" if rate is not None else "Le chiffre d'affaires de départ est nul.")
