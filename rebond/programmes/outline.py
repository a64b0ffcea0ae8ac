"""A programme as an outline: its things in order, each in words, with its place. Screens show it, comparison reads it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rebond.programmes import words
from rebond.programmes.content import CLAUSE_COLUMNS
from rebond.programmes.editing import Content, Thing, mark_of, opened
from rebond.programmes.incoherence import Place
from rebond.programmes.letters import USUAL, Filled, Text, preview
from rebond.programmes.models import ListKind
from rebond.programmes.vocabulary import ExitReason, LetterCode
from rebond.programmes.words import Facts


@dataclass(frozen=True)
class Noun:
    """How a kind of thing is called: « une étape », « nouvelle étape », « étape supprimée »."""

    name: str
    is_feminine: bool = False

    @property
    def one(self) -> str:
        return f"{'une' if self.is_feminine else 'un'} {self.name}"

    @property
    def new(self) -> str:
        if self.is_feminine:
            return f"Nouvelle {self.name}"
        return f"{'Nouvel' if self.name[0] in 'aeiouhéô' else 'Nouveau'} {self.name}"

    @property
    def removed(self) -> str:
        return f"{self.name[0].upper()}{self.name[1:]} supprimé{'e' if self.is_feminine else ''}"


@dataclass
class Part:
    """One thing of a programme."""

    place: Place
    key: str
    title: str
    facts: Facts
    mark: str
    groups: list["Group"] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    #: What its reader should know, and which stops nothing.
    cautions: list[str] = field(default_factory=list)
    #: A letter as its reader receives it, instead of its facts.
    letter: Filled | None = None
    is_image: bool = False

    @property
    def path(self) -> str:
        """« phases/0/steps/2 », for addresses."""
        return "/".join(map(str, self.place))

    @property
    def anchor(self) -> str:
        return "-".join(map(str, self.place))

    @property
    def line(self) -> str:
        """The facts on one line; a phase's are told apart."""
        if self.letter:
            return "Texte du programme" if "titre" in self.facts else "Texte habituel"
        return "" if self.groups else " · ".join(self.facts.values())


@dataclass
class Group:
    """Things of one kind, in order."""

    place: Place
    title: str
    noun: Noun
    parts: list[Part]
    #: The organisations of a programme outlive its versions: a screen adds some, and removes none.
    is_lasting: bool = False
    #: The letters are always the same ones: a screen adds none, moves none and removes none.
    is_closed: bool = False
    problems: list[str] = field(default_factory=list)

    @property
    def has_problems(self) -> bool:
        return bool(self.problems) or any(part.problems for part in self.parts)

    @property
    def path(self) -> str:
        return "/".join(map(str, self.place))

    @property
    def anchor(self) -> str:
        return "-".join(map(str, self.place))


@dataclass
class Outline:
    general: Part
    phases: Group
    rates: Group
    others: list[Group]

    @property
    def groups(self) -> list[Group]:
        return [self.phases, self.rates, *self.others]

    def every(self) -> Iterator[Part | Group]:
        """Each part and each group, from the top."""
        yield self.general
        for group in self.groups:
            yield from _within(group)


def _within(group: Group) -> Iterator[Part | Group]:
    yield group
    for part in group.parts:
        yield part
        for inner in part.groups:
            yield from _within(inner)


_LIST_NOUNS = {
    ListKind.OBSTACLE: Noun("point de blocage"),
    ListKind.DECLINE_REASON: Noun("motif de refus"),
    ListKind.PLACE: Noun("lieu"),
    ListKind.AIM: Noun("objectif"),
    ListKind.SUGGESTED_ACTION: Noun("action suggérée", is_feminine=True),
    ListKind.EXIT_REASON: Noun("motif de sortie"),
}


def outline_of(document: Content) -> Outline:
    """The outline of a document (a coherent one, or a draft's)."""
    content = opened(document)
    labels = {phase["code"]: phase["label"] for phase in content["phases"]}
    general = Part(
        ("general",),
        "general",
        "Généralités",
        words.general_facts(content["general"]),
        mark_of(content["general"]),
    )
    return Outline(general, _phases(content, labels), _rates(content), _others(content, labels))


def _rates(content: Content) -> Group:
    labels = {rate["code"]: rate["label"] for rate in content["rates"]}
    group = _group(content, ("rates",), "Taux", Noun("taux"), lambda rate: words.rate_facts(rate, labels))
    noun = Noun("situation", is_feminine=True)
    for part in group.parts:
        part.groups = [_group(content, (*part.place, "clauses"), "Situations comptées", noun, lambda _: {})]
    return group


def _others(content: Content, labels: dict[str, str]) -> list[Group]:
    groups = [
        _group(
            content,
            ("activities",),
            "Activités à côté des phases",
            Noun("activité", is_feminine=True),
            lambda a: words.activity_facts(a, labels),
        ),
        _group(
            content,
            ("eligibility",),
            "Questions à l'orientation",
            Noun("question", is_feminine=True),
            words.question_facts,
        ),
        _group(content, ("hour_accounts",), "Comptes d'heures", Noun("compte d'heures"), words.account_facts),
        *(_list_group(content, ListKind(kind)) for kind in ListKind.values),
        _letters(content),
        _logos(content),
        _group(content, ("organisations",), "Organismes", Noun("organisme"), words.organisation_facts),
    ]
    groups[-1].is_lasting = True
    return groups


def _letters(content: Content) -> Group:
    title = "Lettres et messages à la personne"
    group = _group(content, ("letters",), title, Noun("lettre", is_feminine=True), words.letter_facts)
    group.is_closed = True
    for part, thing in zip(group.parts, content["letters"], strict=True):
        text = Text(thing["title"], thing["body"]) if "body" in thing else USUAL[LetterCode(thing["code"])]
        part.letter = preview(text)
    return group


def _logos(content: Content) -> Group:
    group = _group(content, ("logos",), "Logos", Noun("logo"), words.logo_facts)
    for part in group.parts:
        part.is_image = True
    return group


def _group(content: Any, place: Place, title: str, noun: Noun, facts: Callable[[Thing], Facts]) -> Group:
    things: Any = content
    for part in place:
        things = things[part]
    parts = [
        Part((*place, position), _key(thing), _title(thing), facts(thing), mark_of(thing))
        for position, thing in enumerate(things)
    ]
    return Group(place, title, noun, parts)


def _key(thing: Thing) -> str:
    """What tells a thing from its siblings, in two versions."""
    if "part" in thing:
        return f"{thing['name']} {thing['part']}"
    return str(thing.get("code") or _title(thing))


def _title(thing: Thing) -> str:
    if not thing.keys() - set(CLAUSE_COLUMNS):
        return words.clause_title(thing)
    if thing.get("code") in LetterCode.values and "label" not in thing and "text" not in thing:
        return str(LetterCode(thing["code"]).label)
    return str(thing.get("label") or thing.get("text") or thing.get("name"))


def _list_group(content: Content, kind: ListKind) -> Group:
    aims: dict[str, str] = {aim["code"]: aim["label"] for aim in content["lists"][ListKind.AIM]}

    def facts(item: Thing) -> Facts:
        if "counts_as" in item:
            return {"compté comme": f"compté comme « {ExitReason(item['counts_as']).label} »"}
        return {"objectif": aims.get(item["under"], str(item["under"]))} if "under" in item else {}

    return _group(content, ("lists", str(kind)), str(kind.label), _LIST_NOUNS[kind], facts)


def _phases(content: Content, labels: dict[str, str]) -> Group:
    places = {place["code"]: place["label"] for place in content["lists"][ListKind.PLACE]}
    accounts = {account["code"]: account["label"] for account in content["hour_accounts"]}
    group = _group(
        content,
        ("phases",),
        "Phases",
        Noun("phase", is_feminine=True),
        lambda p: words.phase_facts(p, places),
    )
    for part, phase in zip(group.parts, content["phases"], strict=True):
        part.groups = [
            _steps(content, part.place, phase, accounts, places),
            _group(
                content,
                (*part.place, "choices"),
                "Choix",
                Noun("choix"),
                lambda c: words.choice_facts(c, labels),
            ),
        ]
    return group


def _steps(
    content: Content, place: Place, phase: Thing, accounts: dict[str, str], places: dict[str, str]
) -> Group:
    return _group(
        content,
        (*place, "steps"),
        "Étapes",
        Noun("étape", is_feminine=True),
        lambda step: words.step_facts(step, phase, accounts, places),
    )
