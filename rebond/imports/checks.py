"""Rules between the cells of one row. Each says what is wrong of a column, or how a blank is taken."""

from collections.abc import Callable
from itertools import pairwise

from rebond.core import clock
from rebond.core.dates import add_months
from rebond.imports.columns import BY_CODE
from rebond.imports.rows import ReadLine
from rebond.programmes.vocabulary import ActivityStatus, JobQuality, RsaStatus

#: The dates of a path, in the order in which they must follow.
_ORDER = ("referred_on", "entered_on", "assessed_on", "exited_on")
_PAST_ONLY = ("birth_date", "rsa_since", "created_on", "rsa_left_on", *_ORDER)
_EXIT_ONLY = ("activity_status", "rsa_status", "rsa_left_on", "exit_reason", "job_quality")
_TURNOVERS = ("turnover_before_eur", "turnover_after_eur")
_SALARIED = {ActivityStatus.SALARIED_ONLY, ActivityStatus.COMBINED}
#: Situations that hold no salaried job, by their very definition.
_WITHOUT_JOB = {
    ActivityStatus.SELF_EMPLOYED_ONLY,
    ActivityStatus.JOB_SEEKING,
    ActivityStatus.TRAINING,
    ActivityStatus.INACTIVE,
}


def check_line(line: ReadLine) -> None:
    """Add to the line what its cells say together, then fill the blanks that have one meaning."""
    for rule in _RULES:
        rule(line)


def _dates_are_past(line: ReadLine) -> None:
    today = clock.today()
    for code in _PAST_ONLY:
        if line.values[code] and line.values[code] > today:
            line.refuse(code, "Cette date est dans le futur.")


def _dates_follow(line: ReadLine) -> None:
    known = [code for code in _ORDER if line.values[code]]
    for before, after in pairwise(known):
        if line.values[after] < line.values[before]:
            first = f"{BY_CODE[before].header} ({line.values[before]:%d/%m/%Y})"
            line.refuse(after, f"Cette date précède « {first} ».")


def _age_is_plausible(line: ReadLine) -> None:
    born, entered = line.values["birth_date"], line.values["entered_on"]
    if born and entered and add_months(born, 16 * 12) > entered:
        line.refuse("birth_date", "La personne aurait moins de 16 ans à l'entrée : vérifiez les deux dates.")


def _referral_has_a_date(line: ReadLine) -> None:
    if line.values["referred_on"] is None and line.values["entered_on"] and not line.misread("referred_on"):
        line.values["referred_on"] = line.values["entered_on"]
        line.refuse("referred_on", "Sans date d'orientation, la date d'entrée est reprise.", is_warning=True)


def _business_has_a_name(line: ReadLine) -> None:
    # A sole trader works under their own name when the business has none.
    line.values["business_name"] = (
        line.values["business_name"] or f"{line.values['first_name']} {line.values['last_name']}"
    )


def _branch_and_end_of_diagnostic_go_together(line: ReadLine) -> None:
    branch, assessed, exited = (line.values[code] for code in ("branch", "assessed_on", "exited_on"))
    if branch and not assessed and not line.misread("assessed_on"):
        line.refuse("assessed_on", "Une suite est choisie : indiquez la date de fin du diagnostic.")
    leaves_at_once = line.misread("exited_on") or (exited and exited == assessed)
    if assessed and not branch and not leaves_at_once and not line.misread("branch"):
        line.refuse(
            "branch", "Le diagnostic est fini : indiquez la suite (sauf si la sortie est le même jour)."
        )


def _exit_is_told_whole(line: ReadLine) -> None:
    if line.misread("exited_on"):
        return
    if line.values["exited_on"]:
        if not line.values["exit_reason"] and not line.misread("exit_reason"):
            line.refuse("exit_reason", "Indiquez le motif de sortie ; « Autre motif » s'il n'est pas connu.")
        _fill_unknowns(line)
        return
    for code in _EXIT_ONLY:
        if line.values[code]:
            line.refuse(code, "Le parcours n'a pas de date de sortie : indiquez-la, ou videz cette cellule.")
    for code in _TURNOVERS:
        if line.values[code] is not None:
            line.refuse(
                code,
                "Sans date de sortie, ce montant n'est pas repris : il se saisit à la sortie.",
                is_warning=True,
            )


def _fill_unknowns(line: ReadLine) -> None:
    """A blank variable is « non connue », and said so; a job is known to be none when the situation says so."""
    values = line.values
    if (
        not values["job_quality"]
        and not line.misread("job_quality")
        and values["activity_status"] in _WITHOUT_JOB
    ):
        values["job_quality"] = JobQuality.NONE.value
    unknowns = (
        ("activity_status", ActivityStatus.UNKNOWN.value),
        ("rsa_status", RsaStatus.UNKNOWN.value),
        ("job_quality", JobQuality.UNKNOWN.value),
    )
    for code, unknown in unknowns:
        if not values[code] and not line.misread(code):
            values[code] = unknown
            line.refuse(code, "Cellule vide : reprise comme « non connu ».", is_warning=True)


def _job_fits_the_situation(line: ReadLine) -> None:
    status, job = line.values["activity_status"], line.values["job_quality"]
    if status in _SALARIED and job == JobQuality.NONE:
        line.refuse(
            "job_quality", "Une personne salariée a un emploi : précisez lequel, ou écrivez « inconnu »."
        )
    if status in _WITHOUT_JOB and job in (JobQuality.LASTING, JobQuality.TRANSITION):
        line.refuse(
            "job_quality",
            "La situation à la sortie dit qu'il n'y a pas d'emploi salarié : vérifiez les deux.",
        )


def _rsa_exit_date_fits(line: ReadLine) -> None:
    left, since = line.values["rsa_left_on"], line.values["rsa_since"]
    if left and line.values["rsa_status"] not in (RsaStatus.OUT, "") and line.values["exited_on"]:
        line.refuse(
            "rsa_left_on", "La personne n'est pas notée comme sortie du RSA : vérifiez les deux cellules."
        )
    if left and since and left < since:
        line.refuse("rsa_left_on", "Cette date précède l'entrée au RSA.")


def _turnovers_have_months(line: ReadLine) -> None:
    for name in ("before", "after"):
        amount, months = f"turnover_{name}_eur", f"turnover_{name}_months"
        if line.values[amount] is None:
            line.values[months] = None
        elif line.values[months] is None and not line.misread(months):
            line.values[months] = 12


def _open_path_has_people_at_work(line: ReadLine) -> None:
    if line.values["exited_on"] or line.misread("exited_on"):
        return
    for code in ("lead_worker", "adviser"):
        seat = line.values[code]
        if seat and not seat.is_active:
            line.refuse(code, "Cette personne n'est plus en fonction : un parcours en cours doit être suivi.")


_RULES: tuple[Callable[[ReadLine], None], ...] = (
    _dates_are_past,
    _dates_follow,
    _age_is_plausible,
    _referral_has_a_date,
    _business_has_a_name,
    _branch_and_end_of_diagnostic_go_together,
    _exit_is_told_whole,
    _job_fits_the_situation,
    _rsa_exit_date_fits,
    _turnovers_have_months,
    _open_path_has_people_at_work,
)
