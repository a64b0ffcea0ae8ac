"""Random programmes that hold together, built so: nothing is drawn and thrown away (test_walks.py checks that they do)."""

from typing import Any

from hypothesis import strategies as st

from rebond.programmes.letters import LetterCode, placeholders_of
from rebond.programmes.logos import encoded
from rebond.programmes.models import AUTHOR_ROLES, POSITIVE_EXIT, ClockStart, SchoolZone
from rebond.programmes.vocabulary import (
    ActivityStatus,
    ExitReason,
    JobQuality,
    PartyRole,
    RsaStatus,
    StepKind,
)
from tests.programmes.building import document
from tests.programmes.everything import SVG

Draw = st.DrawFn
#: What people write: letters, figures, punctuation and everything that YAML could take for something else.
WORDS = st.text(
    st.characters(categories=["L", "N", "P", "S"], include_characters=" \u00a0"), min_size=1, max_size=40
) | st.sampled_from(
    ["non", "no", "null", "~", "1.5", "2019-03-04", "- a", "a: b", "# c", "« d »", " e ", "{f}", "@", "%"]
)
CODES = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=12) | st.sampled_from(
    ["no", "yes", "null", "007", "1e3", "-", "on"]
)
OTHERS = [role for role in PartyRole.values if role != PartyRole.BENEFICIARY]
#: Roles that somebody other than the adviser, who decides in the walks, holds on any path.
APPROVERS = ["head_of_service", "production_manager", "director", "lead_worker"]

#: The adviser decides in the walks, and others may too; never the only approver.
AUTHORS = st.lists(st.sampled_from([role.value for role in AUTHOR_ROLES]), unique=True).map(
    lambda roles: list(dict.fromkeys([*roles, "business_adviser"]))
)

#: An SVG whose colour is drawn: each has bytes of its own.
LOGOS = st.builds(
    lambda label, colour: {
        "label": label,
        "content": encoded(SVG.replace(b"<rect", f'<rect fill="#{colour:06x}"'.encode())),
    },
    WORDS,
    st.integers(0, 0xFFFFFF),
)
#: The earliest first: an export lists them so.
REMINDERS = st.lists(st.integers(0, 60), min_size=1, max_size=3, unique=True).map(
    lambda d: sorted(d, reverse=True)
)


def _codes(draw: Draw, least: int, most: int) -> list[str]:
    return draw(st.lists(CODES, min_size=least, max_size=most, unique=True))


def _some(draw: Draw, **values: st.SearchStrategy[Any]) -> dict[str, Any]:
    """Some of these keys, each with a value of its own."""
    return {key: draw(value) for key, value in values.items() if draw(st.booleans())}


def _subset(codes: list[str], least: int) -> st.SearchStrategy[list[str]]:
    """Some of the codes, in the order in which they stand: an export lists them so."""
    chosen = st.lists(st.sampled_from(codes), min_size=least, unique=True)
    return chosen.map(lambda some: sorted(some, key=codes.index))


@st.composite
def steps(draw: Draw, code: str, limit: int | None, accounts: list[str], places: list[str]) -> dict[str, Any]:
    """A step that comes once, a number of times, or at intervals; dated or not."""
    step: dict[str, Any] = {
        "code": code,
        "label": draw(WORDS),
        "kind": draw(st.sampled_from(StepKind.values)),
        "parties": [
            PartyRole.BENEFICIARY.value,
            *draw(st.lists(st.sampled_from(OTHERS), unique=True, max_size=2)),
        ],
    }
    repeat = draw(st.sampled_from(["once", "times", "every"]))
    if repeat == "times":
        least = draw(st.integers(1, 3))
        step["times"] = {"min": least, "max": draw(st.integers(least, 6))}
    if repeat == "every":
        step["every_months"] = draw(st.integers(1, 4))
    step |= _some(
        draw,
        topic=WORDS,
        is_optional=st.booleans(),
        expected_minutes=st.sampled_from([15, 60, 90, 480]),
        offset_days=st.integers(0, 28 * (limit or 6)),
    )
    step |= _some(draw, reminders=REMINDERS, places=_subset(places, 1))
    if step["kind"] == StepKind.TRIPARTITE_REVIEW:
        step |= _some(draw, quorum=st.integers(1, len(step["parties"])))
    if accounts and draw(st.booleans()):
        step["hour_account"] = draw(st.sampled_from(accounts))
    return step


def _anchored(draw: Draw, drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some steps come after an earlier one; then all are put in any order, so that one may be read before it."""
    for position, step in enumerate(drawn[1:], start=1):
        if "every_months" not in step and draw(st.booleans()):
            before = draw(st.sampled_from(drawn[:position]))
            step["after"] = {"step": before["code"], "which": draw(st.sampled_from(["first", "last"]))}
            step["offset_days"] = draw(st.integers(0, 60))
    return draw(st.permutations(drawn))


@st.composite
def phases(draw: Draw, code: str, rank: int, places: list[str], accounts: list[str]) -> dict[str, Any]:
    """A phase with its steps; what may be decided in it comes with the others (`_choices`)."""
    limit, places = draw(st.none() | st.integers(1, 12)), draw(_subset(places, 1))
    phase = {
        "code": code,
        "label": draw(WORDS),
        "rank": rank,
        "duration_months": limit,
        "places": places,
        "steps": _anchored(draw, [draw(steps(one, limit, accounts, places)) for one in _codes(draw, 0, 4)]),
        "choices": [],
    }
    phase |= _some(draw, clock=st.sampled_from(ClockStart.values), min_business_months=st.integers(1, 36))
    if limit and draw(st.booleans()):
        phase["duration_min_months"] = draw(st.integers(1, limit))
    return phase


def _add_choice(draw: Draw, phase: dict[str, Any], effect: str, **more: Any) -> None:
    choice = {"code": f"c{len(phase['choices'])}", "label": draw(WORDS), "effect": effect, **more}
    choice |= _some(
        draw,
        needs_reasons=st.booleans(),
        approver_role=st.sampled_from(APPROVERS),
        parties=st.lists(st.sampled_from(PartyRole.values), min_size=1, unique=True),
        authors=AUTHORS,
    )
    if any(step["kind"] == StepKind.TRIPARTITE_REVIEW for step in phase["steps"]):
        choice |= _some(draw, needs_review=st.booleans())
    phase["choices"].append(choice)


def _add_choices(draw: Draw, drawn: list[dict[str, Any]]) -> None:
    """Each phase is opened by an earlier one; those that open none are left by an exit; loops have a limit."""
    for position, phase in enumerate(drawn[1:], start=1):
        before = draw(st.integers(0, position - 1))
        _add_choice(
            draw, drawn[before], "open_phase", opens=phase["code"], **_some(draw, times_max=st.integers(1, 3))
        )
        for jumped in drawn[before + 1 : position]:
            jumped["can_be_skipped"] = True
    for position, phase in enumerate(drawn):
        wanted = draw(
            st.lists(st.sampled_from(["exit", "reorient", "continue", "suspend"]), unique=True, max_size=3)
        )
        if not phase["choices"] and not {"exit", "reorient"} & set(wanted):
            wanted.append("exit")
        for effect in wanted:
            most = _some(draw, months_max=st.integers(1, 12)) if effect == "suspend" else {}
            _add_choice(draw, phase, effect, **most)
        if phase["duration_months"] and draw(st.booleans()):
            _add_choice(draw, phase, "extend", months_max=draw(st.integers(1, 6)))
        if draw(st.booleans()):
            back = draw(st.sampled_from(drawn[: position + 1]))
            _add_choice(draw, phase, "open_phase", opens=back["code"], times_max=draw(st.integers(1, 3)))


@st.composite
def programmes(draw: Draw) -> dict[str, Any]:
    """A document of the whole vocabulary, coherent by construction."""
    places, accounts, aims = _codes(draw, 1, 3), _codes(draw, 0, 2), _codes(draw, 0, 2)
    drawn = [
        draw(phases(code, rank, places, accounts)) for rank, code in enumerate(_codes(draw, 1, 4), start=1)
    ]
    _add_choices(draw, drawn)
    codes = [phase["code"] for phase in drawn]
    content = document(*drawn)
    content["lists"] = {
        "obstacle": {code: draw(WORDS) for code in _codes(draw, 0, 2)},
        "decline_reason": {code: draw(WORDS) for code in _codes(draw, 1, 2)},
        "place": {code: draw(WORDS) for code in places},
        "aim": {code: draw(WORDS) for code in aims},
        "suggested_action": {
            code: {"label": draw(WORDS), "under": draw(st.sampled_from(aims))}
            for code in (_codes(draw, 0, 2) if aims else [])
        },
    }
    content["lists"]["exit_reason"] = {
        code: {"label": draw(WORDS), "counts_as": draw(st.sampled_from(ExitReason.values))}
        for code in _codes(draw, 0, 3)
    }
    content["hour_accounts"] = [
        {
            "code": code,
            "label": draw(WORDS),
            "hours": draw(st.integers(1, 900)),
            "scope": draw(st.sampled_from(["person", "year"])),
        }
        for code in accounts
    ]
    content["activities"] = [
        {
            "code": code,
            "label": draw(WORDS),
            "kind": draw(st.sampled_from(StepKind.values)),
            **_some(draw, phases=_subset(codes, 0)),
        }
        for code in _codes(draw, 0, 2)
    ]
    content["eligibility"] = [
        {
            "code": code,
            "text": draw(WORDS),
            "warns_on": draw(st.sampled_from(["yes", "no"])),
            "warning": draw(WORDS),
            **_some(draw, guidance=WORDS),
        }
        for code in _codes(draw, 0, 2)
    ]
    content |= _general(draw)
    for choice in [choice for phase in drawn for choice in phase["choices"]]:
        if content.get("contractor_leads") and choice.get("approver_role") == "lead_worker":
            choice["approver_role"] = "head_of_service"  # the adviser is the référent: nobody else could
    return content


def _general(draw: Draw) -> dict[str, Any]:
    months = draw(st.lists(st.integers(1, 24), min_size=1, max_size=3, unique=True).map(sorted))
    days = st.none() | st.integers(0, 60)
    return {
        "name": draw(WORDS),
        "territory": draw(WORDS),
        "delays": _some(
            draw,
            first_appointment_days=days,
            contract_days=days,
            no_contact_days=days,
            undeclared_months=st.none() | st.integers(1, 24),
            remind_after_days=st.none() | st.integers(1, 20),
            convene_after_days=st.none() | st.integers(21, 40),
        ),
        "follow_up_months": months,
        "rates": draw(rates(months)),
        **_some(
            draw,
            school_zone=st.sampled_from(SchoolZone.values),
            contractor_leads=st.booleans(),
            funder_mention=WORDS,
            letters=letters(),
            logos=st.lists(LOGOS, min_size=1, max_size=2),
        ),
    }


@st.composite
def letters(draw: Draw) -> dict[str, dict[str, str]]:
    """Some letters, of one line or several, with all that they may say."""
    written = {}
    for code in draw(st.lists(st.sampled_from(LetterCode), min_size=1, max_size=3, unique=True)):
        says = [f"{{{name}}}" for name in placeholders_of(code)]
        lines = [*draw(st.lists(WORDS.map(_plain), max_size=3)), *says]
        written[code.value] = {
            "title": draw(WORDS.map(_plain)),
            "body": "\n".join(draw(st.permutations(lines))),
        }
    return written


def _plain(words: str) -> str:
    """Without what could be taken for a placeholder."""
    return words.replace("{", "(").replace("}", ")")


@st.composite
def rates(draw: Draw, follow_ups: list[int]) -> list[dict[str, Any]]:
    """The positive exit, and rates of every form, some among another; in any order."""
    drawn = [draw(_rate(POSITIVE_EXIT, follow_ups))]
    for code in set(_codes(draw, 0, 3)) - {POSITIVE_EXIT}:
        drawn.append(
            draw(
                _rate(code, follow_ups, may_be_among=[rate["code"] for rate in drawn if "among" not in rate])
            )
        )
    return draw(st.permutations(drawn))


@st.composite
def _rate(draw: Draw, code: str, follow_ups: list[int], may_be_among: list[str] = ()) -> dict[str, Any]:  # type: ignore[assignment]
    rate: dict[str, Any] = {
        "code": code,
        "label": draw(WORDS),
        "definition": draw(WORDS),
        "clauses": draw(
            st.lists(_clauses(), min_size=1, max_size=3, unique_by=lambda c: tuple(sorted(c.items())))
        ),
        **_some(draw, unknown_counts=st.just("excluded")),  # an export leaves the usual out
    }
    rate |= draw(
        st.sampled_from(
            [{}, {"observed_within_months": max(follow_ups)}, {"observed_at_months": min(follow_ups)}]
        )
    )
    kind = draw(st.sampled_from(["exited", "entered", "among"]))
    if kind == "among" and may_be_among:
        rate["among"] = draw(st.sampled_from(may_be_among))
    elif kind == "entered":
        rate["denominator"] = "entered"
    else:
        counted = {clause.get("exit_reason") for clause in rate["clauses"]}
        others = [reason for reason in ExitReason.values if reason not in counted]
        rate |= _some(
            draw,
            withdrawn=st.lists(st.sampled_from(others), unique=True, min_size=1, max_size=3),
            minimum_stay_days=st.integers(1, 400),
        )
    return rate


@st.composite
def _clauses(draw: Draw) -> dict[str, str]:
    clause = _some(
        draw,
        activity_status=st.sampled_from(ActivityStatus.values),
        rsa_status=st.sampled_from(RsaStatus.values),
        job_quality=st.sampled_from(JobQuality.values),
        exit_reason=st.sampled_from(ExitReason.values),
    )
    return clause or {"activity_status": draw(st.sampled_from(ActivityStatus.values))}
