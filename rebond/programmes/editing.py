"""Changing one thing of a programme at a time, on the document of a draft.

To edit, a document is opened: each of its things then stands alone, at a place such as ("phases", 0, "steps", 2), and is a
flat dictionary that a small form can hold. What names a thing follows when its code changes.
"""

import hashlib
import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rebond.core.acts import ActRefused, StaleEdit
from rebond.programmes.coherence import unwritable
from rebond.programmes.content import DELAYS
from rebond.programmes.documents import form_problems
from rebond.programmes.incoherence import Place
from rebond.programmes.models import ListKind
from rebond.programmes.vocabulary import LetterCode

Content = dict[str, Any]
Thing = dict[str, Any]

_GENERAL = ("name", "territory", "school_zone", "contractor_leads", "funder_mention", "follow_up_months")
_KINDS = {
    "general": "general",
    "rates": "rate",
    "clauses": "clause",
    "organisations": "organisation",
    "eligibility": "question",
    "activities": "activity",
    "hour_accounts": "hour_account",
    "phases": "phase",
    "steps": "step",
    "choices": "choice",
    "letters": "letter",
    "logos": "logo",
}
#: Their entries say more than a label.
_LISTS_OF_THEIR_OWN = (ListKind.SUGGESTED_ACTION, ListKind.EXIT_REASON)
#: What a thing holds besides its own columns, and keeps when these change.
_PARTS = ("steps", "choices", "clauses")
_PARTS_OF = {"phase": ("steps", "choices"), "rate": ("clauses",)}
_GONE = "Quelqu'un d'autre a déplacé ou retiré ce point pendant votre saisie : rouvrez le brouillon."


class EditVerb(StrEnum):
    CHANGE = "change"
    ADD = "add"
    REMOVE = "remove"
    RAISE = "raise"
    LOWER = "lower"


@dataclass(frozen=True)
class Edit:
    """One change: of the thing at `place`, or for ADD in the collection at `place`.

    `seen` is the mark (`mark_of`) of the thing as it was when the person read it.
    """

    verb: EditVerb
    place: Place
    value: Thing = field(default_factory=dict)
    seen: str = ""


def kind_of(place: Place) -> str:
    """What stands at a place, or may be added there: « step », « choice » … Raises KeyError for no place."""
    if place[0] == "lists":
        return str(place[1]) if place[1] in _LISTS_OF_THEIR_OWN else "item"
    names = [part for part in place if isinstance(part, str)]
    return _KINDS[names[-1]]


def opened(content: Content) -> Content:
    """The document with each thing apart."""
    content = deepcopy(content)
    general = {name: content[name] for name in _GENERAL if name in content} | content["delays"]
    lists = {
        kind: [
            {"code": code, **(value if isinstance(value, dict) else {"label": value})}
            for code, value in content["lists"].get(kind, {}).items()
        ]
        for kind in ListKind.values
    }
    collections = ("organisations", "rates", "eligibility", "activities", "hour_accounts", "phases", "logos")
    return {
        "slug": content["slug"],
        "general": general,
        "lists": lists,
        # All of them, in the order of the closed list; one that the programme does not write has its code alone.
        "letters": [{"code": code, **content.get("letters", {}).get(code, {})} for code in LetterCode.values],
        **{name: content.get(name, []) for name in collections},
    }


def closed(content: Content) -> Content:
    """Back to the document, as files and the schema have it."""
    general = content["general"]
    lists = {
        kind: {
            item["code"]: {key: value for key, value in item.items() if key != "code"}
            if item.keys() - {"code", "label"}
            else item["label"]
            for item in items
        }
        for kind, items in content["lists"].items()
    }
    document = {
        "slug": content["slug"],
        **{name: general[name] for name in _GENERAL if name in general},
        "delays": {name: general[name] for name in DELAYS if name in general},
        "rates": content["rates"],
        "lists": lists,
        "phases": content["phases"],
    }
    letters = {
        letter["code"]: {"title": letter["title"], "body": letter["body"]}
        for letter in content["letters"]
        if "body" in letter
    }
    optional = ("organisations", "eligibility", "activities", "hour_accounts", "logos")
    document |= {name: content[name] for name in optional if content[name]}
    return document | ({"letters": letters} if letters else {})


def opened_place(place: Place, content: Content) -> Place:
    """Where a thing of the document stands once opened: the place of the smallest thing that holds it."""
    found: Place = ("general",)
    match place:
        case (("phases" | "rates"), int(), ("steps" | "choices" | "clauses"), int(), *_):
            found = place[:4]
        case (
            ("phases" | "eligibility" | "activities" | "hour_accounts" | "organisations" | "logos" | "rates"),
            int(),
            *_,
        ):
            found = place[:2]
        case ("letters", str(code), *_):
            found = ("letters", LetterCode.values.index(code))
        case ("rates",):
            found = ("rates",)
        case ("lists", str(kind), str(code), *_):
            found = ("lists", kind, list(content["lists"].get(kind, {})).index(code))
        case ("lists", str(kind)):
            found = ("lists", kind)
    return found


def thing_at(content: Content, place: Place) -> Any:
    """The thing, or the collection, at a place of an opened document. Raises LookupError for no place."""
    found: Any = content
    for part in place:
        if isinstance(found, list) != isinstance(part, int):
            raise LookupError(place)
        found = found[part]
    return found


def mark_of(thing: Thing) -> str:
    """What tells that a thing has changed since it was read: its code, and a digest of its own columns."""
    own = {key: value for key, value in thing.items() if key not in _PARTS}
    digest = hashlib.sha256(json.dumps(own, sort_keys=True).encode()).hexdigest()[:16]
    return f"{thing.get('code', '')}:{digest}"


def edited(document: Content, edit: Edit) -> Content:
    """The document once changed.

    Raises ActRefused for what even a draft cannot hold or for a thing that others still name, StaleEdit when it was
    changed meanwhile.
    """
    content = opened(document)
    try:
        _apply(content, edit)
    except LookupError:
        raise ActRefused(_GONE) from None
    _refuse_codes_taken_twice(content, edit)
    changed = closed(content)
    problems = [(p.message, p.place) for p in form_problems(changed)]
    problems = problems or [(fault.message, fault.place) for fault in unwritable(changed)]
    if problems:
        message, place = problems[0]
        raise ActRefused(message, field=next((str(p) for p in reversed(place) if isinstance(p, str)), None))
    return changed


def _apply(content: Content, edit: Edit) -> None:
    if edit.verb == EditVerb.ADD:
        empty: Thing = {part: [] for part in _PARTS_OF.get(kind_of(edit.place), ())}
        thing_at(content, edit.place).append(edit.value | empty)
        return
    thing = thing_at(content, edit.place)
    if mark_of(thing) != edit.seen:
        if thing.get("code", "") != edit.seen.partition(":")[0]:
            raise ActRefused(_GONE)
        raise StaleEdit(thing)
    if edit.verb == EditVerb.CHANGE:
        _change(content, edit, thing)
        return
    *before, position = edit.place
    siblings = thing_at(content, tuple(before))
    if edit.verb == EditVerb.REMOVE:
        _refuse_removal(content, edit.place, thing, siblings)
        del siblings[position]
        return
    other = int(position) + (-1 if edit.verb == EditVerb.RAISE else 1)
    if 0 <= other < len(siblings):
        siblings[int(position)], siblings[other] = siblings[other], siblings[int(position)]


def _change(content: Content, edit: Edit, thing: Thing) -> None:
    before, after = thing.get("code"), edit.value.get("code")
    if before != after:
        for mention in list(_mentions(content, edit.place, str(before))):
            mention.rename(str(before), str(after))
    kept = {part: thing[part] for part in _PARTS if part in thing}
    thing.clear()
    thing.update(edit.value | kept)


def _refuse_removal(content: Content, place: Place, thing: Thing, siblings: list[Thing]) -> None:
    inside = [
        mention for mention in _mentions(content, place, thing.get("code", "")) if mention.holder[:2] != place
    ]
    if inside:
        raise ActRefused(f"Encore utilisé par : {', '.join(mention.words for mention in inside)}.")
    needed = (place[0] in ("phases", "rates") and len(place) == 2) or place[:2] in _NEEDED_LISTS
    if needed and len(siblings) == 1:
        raise ActRefused("Il en faut au moins un : ajoutez le suivant avant de retirer celui-ci.")


_NEEDED_LISTS = {("lists", str(ListKind.PLACE)), ("lists", str(ListKind.DECLINE_REASON))}


def _refuse_codes_taken_twice(content: Content, edit: Edit) -> None:
    code = edit.value.get("code")
    if code is None:
        return
    collection = edit.place if edit.verb == EditVerb.ADD else edit.place[:-1]
    if [thing["code"] for thing in thing_at(content, collection)].count(code) > 1:
        raise ActRefused(f"Le code « {code} » est déjà pris.", field="code")


@dataclass(frozen=True)
class Mention:
    """Somewhere a thing is named by its code."""

    words: str
    holder: Place
    where: Thing
    key: str

    def rename(self, before: str, after: str) -> None:
        value = self.where[self.key]
        if isinstance(value, list):
            self.where[self.key] = [after if code == before else code for code in value]
        else:
            self.where[self.key] = after


def _mentions(content: Content, place: Place, code: str) -> Iterator[Mention]:
    """Who names the thing at `place`."""
    kind = kind_of(place)
    if kind == "item" and place[1] == ListKind.AIM:
        yield from _actions_under(content, code)
    if kind == "rate":
        yield from _rates_among(content, code)
    if kind == "phase":
        yield from _activities_in(content, code)
    yield from _mentions_in_phases(content, place, code)


def _mentions_in_phases(content: Content, place: Place, code: str) -> Iterator[Mention]:
    kind = kind_of(place)
    for number, phase in enumerate(content["phases"]):
        here = ("phases", number)
        if kind == "item" and place[1] == ListKind.PLACE and code in phase["places"]:
            yield Mention(f"la phase « {phase['label']} »", here, phase, "places")
        if kind == "item" and place[1] == ListKind.PLACE:
            yield from _steps_held_at(phase, here, code)
        if kind == "phase":
            yield from _choices_opening(phase, here, code)
        if kind == "hour_account":
            yield from _steps_consuming(phase, here, code)
        if kind == "step" and place[:2] == here:
            yield from _steps_after(phase, code)


def _actions_under(content: Content, code: str) -> Iterator[Mention]:
    for position, action in enumerate(content["lists"][ListKind.SUGGESTED_ACTION]):
        if action["under"] == code:
            here = ("lists", str(ListKind.SUGGESTED_ACTION), position)
            yield Mention(f"l'action « {action['label']} »", here, action, "under")


def _activities_in(content: Content, code: str) -> Iterator[Mention]:
    for position, activity in enumerate(content["activities"]):
        if code in activity.get("phases", []):
            yield Mention(f"l'activité « {activity['label']} »", ("activities", position), activity, "phases")


def _rates_among(content: Content, code: str) -> Iterator[Mention]:
    for position, rate in enumerate(content["rates"]):
        if rate.get("among") == code:
            yield Mention(f"le taux « {rate['label']} »", ("rates", position), rate, "among")


def _choices_opening(phase: Thing, here: Place, code: str) -> Iterator[Mention]:
    for choice in phase["choices"]:
        if choice.get("opens") == code:
            yield Mention(f"le choix « {choice['label']} » ({phase['label']})", here, choice, "opens")


def _steps_consuming(phase: Thing, here: Place, code: str) -> Iterator[Mention]:
    for step in phase["steps"]:
        if step.get("hour_account") == code:
            yield Mention(f"l'étape « {step['label']} » ({phase['label']})", here, step, "hour_account")


def _steps_held_at(phase: Thing, here: Place, code: str) -> Iterator[Mention]:
    for step in phase["steps"]:
        if code in step.get("places", []):
            yield Mention(f"l'étape « {step['label']} » ({phase['label']})", here, step, "places")


def _steps_after(phase: Thing, code: str) -> Iterator[Mention]:
    for step in phase["steps"]:
        if step.get("after", {}).get("step") == code:
            yield Mention(f"l'étape « {step['label']} » ({phase['label']})", (), step["after"], "step")
