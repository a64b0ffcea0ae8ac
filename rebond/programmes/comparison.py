"""What changed from one version to another, in words: « Diagnostic : durée limite 3 mois → 4 mois »."""

from collections.abc import Iterator
from dataclasses import dataclass

from rebond.programmes.editing import Content
from rebond.programmes.outline import Group, Part, outline_of


@dataclass(frozen=True)
class Change:
    """One difference, under the title of its section."""

    section: str
    text: str


def changes_between(before: Content, after: Content) -> list[Change]:
    """Every difference between two documents, in the order of the screen. An empty list: they say the same."""
    old, new = outline_of(before), outline_of(after)
    changes = [Change(new.general.title, text) for text in _facts(old.general, new.general, "")]
    for one, other in zip(old.groups, new.groups, strict=True):
        changes += [Change(other.title, text) for text in _group(one, other, "")]
    return changes


def by_section(changes: list[Change]) -> dict[str, list[str]]:
    """The texts under their sections."""
    sections: dict[str, list[str]] = {}
    for change in changes:
        sections.setdefault(change.section, []).append(change.text)
    return sections


def _group(old: Group, new: Group, where: str) -> Iterator[str]:
    before = {part.key: part for part in old.parts}
    after = {part.key: part for part in new.parts}
    for key, part in before.items():
        if key not in after:
            yield f"{new.noun.removed}{where} : {part.title}."
    for key, part in after.items():
        if key in before:
            yield from _part(before[key], part, where)
        else:
            told = f" ({part.line})" if part.line else ""
            yield f"{new.noun.new}{where} : {part.title}{told}."
            for inner in part.groups:
                yield from _group(
                    Group(inner.place, inner.title, inner.noun, []), inner, f" de « {part.title} »"
                )
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        yield f"{new.title}{where} : nouvel ordre, {', '.join(after[key].title for key in after)}."


def _part(old: Part, new: Part, where: str) -> Iterator[str]:
    if old.title != new.title:
        yield f"« {old.title} »{where} s'appelle maintenant « {new.title} »."
    yield from _facts(old, new, f"{new.title}{where} : ")
    for one, other in zip(old.groups, new.groups, strict=True):
        yield from _group(one, other, f" de « {new.title} »")


def _facts(old: Part, new: Part, lead: str) -> Iterator[str]:
    for about in [*old.facts, *(about for about in new.facts if about not in old.facts)]:
        before, after = old.facts.get(about, "(rien)"), new.facts.get(about, "(rien)")
        if before != after:
            text = f"{lead}{about} {before} → {after}."
            yield text[0].upper() + text[1:]
