"""Does a programme hold together? Asked of files, of drafts on screen, and of every shipped programme in the tests.

Works on the document form of a version, whose shape the schema has already checked.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from rebond.core.identifiers import clean_phone
from rebond.programmes.authority import incoherent_authority
from rebond.programmes.incoherence import Content, Incoherence, Place
from rebond.programmes.letters import Text, faults_of
from rebond.programmes.logos import decoded, type_of
from rebond.programmes.rates import incoherent_rates, unwritable_rates
from rebond.programmes.vocabulary import LetterCode


def incoherences(content: Content) -> list[Incoherence]:
    """What does not hold together, in French. An empty list: the programme may be published."""
    checks = (
        _ways,
        _loops,
        _skips,
        _reviews,
        incoherent_authority,
        _steps,
        _places,
        incoherent_rates,
        _ladder,
        _letters,
    )
    return unwritable(content) + [incoherence for check in checks for incoherence in check(content)]


def unwritable(content: Content) -> list[Incoherence]:
    """What even a draft cannot hold: a code twice, a name that names nothing, half a choice. In French."""
    checks = (
        _organisations,
        _codes,
        _names,
        _choices,
        _repeats,
        _quorums,
        _activities,
        unwritable_rates,
        _logos,
    )
    return [incoherence for check in checks for incoherence in check(content)]


def _phases(content: Content) -> list[dict[str, Any]]:
    return list(content["phases"])


def _duplicates(codes: list[str]) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for position, code in enumerate(codes):
        if code in seen:
            yield position, code
        seen.add(code)


def _organisations(content: Content) -> Iterator[Incoherence]:
    """A body takes a part once, is of one kind, and can be telephoned."""
    kinds: dict[str, str] = {}
    parts = set()
    for number, body in enumerate(content.get("organisations", [])):
        here: Place = ("organisations", number)
        if kinds.setdefault(body["name"], body["kind"]) != body["kind"]:
            yield Incoherence(f"« {body['name']} » a deux natures (kind).", (*here, "kind"))
        if (body["name"], body["part"]) in parts:
            yield Incoherence(f"« {body['name']} » est déjà nommé pour cette place (part).", here)
        parts.add((body["name"], body["part"]))
        if body.get("phone") and (reason := _phone_fault(body["phone"])):
            yield Incoherence(reason, (*here, "phone"))


def _phone_fault(phone: str) -> str:
    try:
        clean_phone(phone)
    except ValueError as reason:
        return str(reason)
    return ""


def _codes(content: Content) -> Iterator[Incoherence]:
    """Codes are unique where they are looked up."""
    for key in ("phases", "eligibility", "activities", "hour_accounts", "rates"):
        for position, code in _duplicates([item["code"] for item in content.get(key, [])]):
            yield Incoherence(f"Le code « {code} » est déjà pris.", (key, position, "code"))
    for number, phase in enumerate(_phases(content)):
        for key in ("steps", "choices"):
            for position, code in _duplicates([item["code"] for item in phase[key]]):
                yield Incoherence(
                    f"Le code « {code} » est déjà pris dans cette phase.", ("phases", number, key, position)
                )


def _names(content: Content) -> Iterator[Incoherence]:
    """What is named exists: phases that choices open, places, aims, accounts."""
    aims = set(content["lists"].get("aim", {}))
    for code, action in content["lists"].get("suggested_action", {}).items():
        if action["under"] not in aims:
            message = f"L'objectif « {action['under']} » n'existe pas."
            yield Incoherence(message, ("lists", "suggested_action", code))
    codes = {phase["code"] for phase in _phases(content)}
    for number, phase in enumerate(_phases(content)):
        yield from _names_in_phase(content, phase, ("phases", number), codes)


def _names_in_phase(
    content: Content, phase: Mapping[str, Any], here: Place, codes: set[str]
) -> Iterator[Incoherence]:
    yield from _unknown_places(content, phase, here)
    for position, choice in enumerate(phase["choices"]):
        if choice.get("opens") and choice["opens"] not in codes:
            message = f"La phase « {choice['opens']} » n'existe pas."
            yield Incoherence(message, (*here, "choices", position, "opens"))
    accounts = {account["code"] for account in content.get("hour_accounts", [])}
    for position, step in enumerate(phase["steps"]):
        yield from _unknown_places(content, step, (*here, "steps", position))
        if step.get("hour_account") and step["hour_account"] not in accounts:
            message = f"Le compte d'heures « {step['hour_account']} » n'existe pas."
            yield Incoherence(message, (*here, "steps", position, "hour_account"))


def _unknown_places(content: Content, thing: Mapping[str, Any], here: Place) -> Iterator[Incoherence]:
    """The places that a phase or a step names, and the list has not."""
    for place in thing.get("places", []):
        if place not in content["lists"].get("place", {}):
            yield Incoherence(f"Le lieu « {place} » n'est pas dans la liste des lieux.", (*here, "places"))


def _opened_by(phase: Mapping[str, Any]) -> set[str]:
    return {
        choice["opens"]
        for choice in phase["choices"]
        if choice["effect"] == "open_phase" and choice.get("opens")
    }


def _leaves(phase: Mapping[str, Any]) -> bool:
    return any(choice["effect"] in ("exit", "reorient") for choice in phase["choices"])


def _ways(content: Content) -> Iterator[Incoherence]:
    """Every phase can be reached from the first, and has a way out."""
    phases = {phase["code"]: phase for phase in _phases(content)}
    opens = {code: _opened_by(phase) & set(phases) for code, phase in phases.items()}
    reached = _closure({_phases(content)[0]["code"]}, opens)
    backwards: dict[str, set[str]] = {code: set() for code in phases}
    for code, targets in opens.items():
        for target in targets:
            backwards[target].add(code)
    ending = _closure({code for code, phase in phases.items() if _leaves(phase)}, backwards)
    for number, phase in enumerate(_phases(content)):
        if phase["code"] not in reached:
            yield Incoherence(f"Aucune décision ne mène à la phase « {phase['label']} ».", ("phases", number))
        if phase["code"] not in ending:
            yield Incoherence(
                f"La phase « {phase['label']} » n'a pas d'issue : aucun choix ne mène à une sortie.",
                ("phases", number),
            )


def _closure(starts: set[str], steps: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = set(starts), list(starts)
    while waiting:
        for target in steps[waiting.pop()] - reached:
            reached.add(target)
            waiting.append(target)
    return reached


def _loops(content: Content) -> Iterator[Incoherence]:
    """No path can turn for ever: in each loop of phases, one choice at least has a maximum number."""
    unbounded: dict[str, set[str]] = {}
    codes = {phase["code"] for phase in _phases(content)}
    for phase in _phases(content):
        free = {
            choice["opens"]
            for choice in phase["choices"]
            if choice["effect"] == "open_phase" and choice.get("opens") and choice.get("times_max") is None
        }
        unbounded[phase["code"]] = free & codes
    for number, phase in enumerate(_phases(content)):
        if phase["code"] in _closure(unbounded[phase["code"]], unbounded):
            message = (
                f"On peut revenir sans fin à la phase « {phase['label']} » : "
                "donnez un « times_max » à un choix de la boucle."
            )
            yield Incoherence(message, ("phases", number))


def _skips(content: Content) -> Iterator[Incoherence]:
    """A choice may jump over a rank only when every phase of it can be skipped."""
    phases = {phase["code"]: phase for phase in _phases(content)}
    for number, phase in enumerate(_phases(content)):
        for position, choice in enumerate(phase["choices"]):
            target = phases.get(choice.get("opens", ""))
            if target is None:
                continue
            jumped = [p for p in phases.values() if phase["rank"] < p["rank"] < target["rank"]]
            if kept := [p["label"] for p in jumped if not p.get("can_be_skipped")]:
                message = f"Ce choix saute « {', '.join(kept)} », qui ne peut pas l'être (can_be_skipped)."
                yield Incoherence(message, ("phases", number, "choices", position))


def _choices(content: Content) -> Iterator[Incoherence]:
    """Each effect has what it needs, and a minimum stays under its limit."""
    for number, phase in enumerate(_phases(content)):
        minimum, limit = phase.get("duration_min_months"), phase.get("duration_months")
        if minimum and limit and minimum > limit:
            message = "La durée minimale ne peut pas dépasser la durée limite."
            yield Incoherence(message, ("phases", number, "duration_min_months"))
        for position, choice in enumerate(phase["choices"]):
            here: Place = ("phases", number, "choices", position)
            opens_one = bool(choice.get("opens"))
            if (choice["effect"] == "open_phase") != opens_one:
                yield Incoherence(
                    "Un choix qui ouvre une phase dit laquelle (opens), et lui seul.", (*here, "opens")
                )
            if choice["effect"] == "extend" and not choice.get("months_max"):
                yield Incoherence(
                    "Une prolongation a une durée maximale (months_max).", (*here, "months_max")
                )


def _reviews(content: Content) -> Iterator[Incoherence]:
    """There is something to extend where one extends, and a review where one is asked for."""
    for number, phase in enumerate(_phases(content)):
        has_review = any(step["kind"] == "tripartite_review" for step in phase["steps"])
        for position, choice in enumerate(phase["choices"]):
            here: Place = ("phases", number, "choices", position)
            if choice["effect"] not in ("extend", "suspend") and choice.get("months_max"):
                message = "Seules une prolongation et une suspension ont une durée maximale (months_max)."
                yield Incoherence(message, (*here, "months_max"))
            if choice["effect"] == "extend" and phase.get("duration_months") is None:
                yield Incoherence("Cette phase n'a pas de durée : il n'y a rien à prolonger.", here)
            if choice.get("needs_review") and not has_review:
                yield Incoherence("Ce choix demande un bilan tripartite, et la phase n'en a pas.", here)


def _quorums(content: Content) -> Iterator[Incoherence]:
    """Only a review has a quorum, which asks for no more parties than there are."""
    for number, phase in enumerate(_phases(content)):
        for position, step in enumerate(phase["steps"]):
            if step.get("quorum") and step["kind"] != "tripartite_review":
                message = "Seul un bilan tripartite a un quorum (quorum)."
                yield Incoherence(message, ("phases", number, "steps", position, "quorum"))
            if step.get("quorum", 0) > len(step["parties"]):
                message = f"Le quorum de « {step['label']} » dépasse le nombre de parties (quorum)."
                yield Incoherence(message, ("phases", number, "steps", position, "quorum"))


def _ladder(content: Content) -> Iterator[Incoherence]:
    """The person is reminded before they are given a date."""
    remind, convene = (content["delays"].get(name) for name in ("remind_after_days", "convene_after_days"))
    if remind is not None and convene is not None and convene <= remind:
        message = "La convocation vient après la relance : donnez-lui plus de jours (convene_after_days)."
        yield Incoherence(message, ("delays", "convene_after_days"))


def _logos(content: Content) -> Iterator[Incoherence]:
    """Each logo is an image, small and sound."""
    for position, logo in enumerate(content.get("logos", [])):
        try:
            type_of(decoded(logo["content"]))
        except ValueError as reason:
            yield Incoherence(f"Logo « {logo['label']} » : {reason}", ("logos", position, "content"))


def _letters(content: Content) -> Iterator[Incoherence]:
    """Each text says what it must, and names only what can be filled."""
    for code, text in content.get("letters", {}).items():
        for column, message in faults_of(LetterCode(code), Text(text["title"], text["body"])):
            yield Incoherence(message, ("letters", code, column))


def _steps(content: Content) -> Iterator[Incoherence]:
    """Offsets are not circular, the person is there, and nothing is expected after the limit."""
    for number, phase in enumerate(_phases(content)):
        after = {step["code"]: step.get("after", {}).get("step") for step in phase["steps"]}
        for position, step in enumerate(phase["steps"]):
            here: Place = ("phases", number, "steps", position)
            if _is_circular(step["code"], after):
                yield Incoherence(f"La date de « {step['label']} » dépend d'elle-même.", here)
            if "beneficiary" not in step["parties"]:
                yield Incoherence(f"Le bénéficiaire n'est pas à « {step['label']} ».", (*here, "parties"))
            limit = phase.get("duration_months")
            offset = step.get("offset_days")
            if limit is not None and offset is not None and "after" not in step and offset > limit * 31:
                yield Incoherence(
                    f"« {step['label']} » est attendu après la fin de la phase.", (*here, "offset_days")
                )


def _places(content: Content) -> Iterator[Incoherence]:
    """A step is held at places of its phase."""
    for number, phase in enumerate(_phases(content)):
        for position, step in enumerate(phase["steps"]):
            for place in step.get("places", []):
                if place not in phase["places"]:
                    message = (
                        f"« {step['label']} » se tient à « {place} », qui n'est pas un lieu de sa phase."
                    )
                    yield Incoherence(message, ("phases", number, "steps", position, "places"))


def _repeats(content: Content) -> Iterator[Incoherence]:
    """Repeats are possible, and a step comes after one that exists, so many days later."""
    for number, phase in enumerate(_phases(content)):
        codes = {step["code"] for step in phase["steps"]}
        for position, step in enumerate(phase["steps"]):
            here: Place = ("phases", number, "steps", position)
            after = step.get("after")
            if after and after["step"] not in codes:
                yield Incoherence(
                    f"L'étape « {after['step']} » n'existe pas dans cette phase.", (*here, "after")
                )
            if after and "offset_days" not in step:
                yield Incoherence(
                    "Dites combien de jours après l'autre étape (offset_days).", (*here, "offset_days")
                )
            if after and "every_months" in step:
                message = "Une étape à intervalle régulier se compte depuis l'ouverture de la phase, pas après une autre."
                yield Incoherence(message, (*here, "after"))
            if "times" in step and step["times"]["max"] < step["times"]["min"]:
                yield Incoherence("Le nombre au plus est inférieur au nombre au moins.", (*here, "times"))
            if "times" in step and "every_months" in step:
                yield Incoherence(
                    "Une étape vient un nombre de fois, ou à intervalle régulier, pas les deux.", here
                )


def _is_circular(code: str, after: Mapping[str, str | None]) -> bool:
    seen = {code}
    following = after[code]
    while following is not None and following in after:
        if following in seen:
            return True
        seen.add(following)
        following = after[following]
    return False


def _activities(content: Content) -> Iterator[Incoherence]:
    codes = {phase["code"] for phase in _phases(content)}
    for number, activity in enumerate(content.get("activities", [])):
        for code in activity.get("phases", []):
            if code not in codes:
                yield Incoherence(f"La phase « {code} » n'existe pas.", ("activities", number, "phases"))
