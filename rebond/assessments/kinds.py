"""What a question is, and what an answer to it may be. Answers are typed: a text, a code, codes, or a whole number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from rebond.core.acts import ActRefused
from rebond.core.text import holds_nir
from rebond.programmes.vocabulary import Domain

#: Characters of one answer: a page. More is a document.
MAX_TEXT = 4_000
MAX_LINE = 200

Answer = str | int | list[str]
Answers = dict[str, Answer]


class Kind(TextChoices):
    TEXT = "text", "Texte"
    LINE = "line", "Quelques mots"
    ONE = "one", "Un choix"
    MANY = "many", "Plusieurs choix"
    NUMBER = "number", "Nombre entier"
    LEVEL = "level", "Niveau de 0 à 4"
    WEIGHT = "weight", "Poids de 1 à 3"


@dataclass(frozen=True)
class Question:
    """One question. `ask` is how the person reads it; without one it is the adviser's alone."""

    code: str
    label: str
    kind: Kind = Kind.TEXT
    help: str = ""
    ask: str = ""
    #: Code → words, of ONE and MANY; « 0 » to « 4 » of a LEVEL, « 1 » to « 3 » of a WEIGHT.
    choices: tuple[tuple[str, str], ...] = ()
    #: Of a NUMBER, told after it, and what it cannot exceed.
    unit: str = ""
    most: int = 0
    #: What it rates: of a LEVEL, and of the text that makes it said.
    domain: Domain | None = None

    def clean(self, value: Any) -> Answer | None:
        """The answer in its one form; None when nothing was answered. Raises ActRefused, on the question's code."""
        if value in (None, "", [], ()):
            return None
        match self.kind:
            case Kind.TEXT | Kind.LINE:
                return self._text(value)
            case Kind.ONE:
                return self._choice(value)
            case Kind.MANY:
                if not isinstance(value, list | tuple):
                    raise self._refusal("Choisissez dans la liste.")
                chosen = {self._choice(each) for each in value}
                return [code for code, _ in self.choices if code in chosen]
            case Kind.NUMBER:
                return self._number(value, self.most)
            case Kind.LEVEL | Kind.WEIGHT:
                return int(self._choice(str(value)))

    def words(self, answer: Answer) -> str:
        """The answer as people read it. A code that the list has lost since is told as it is."""
        if self.kind in (Kind.TEXT, Kind.LINE):
            return str(answer)
        if self.kind == Kind.NUMBER:
            return f"{answer} {self.unit}".strip()
        known = dict(self.choices)
        if isinstance(answer, list):
            return ", ".join(known.get(code, code) for code in answer)
        return known.get(str(answer), str(answer))

    def _text(self, value: Any) -> str | None:
        text = str(value).replace("\r\n", "\n").replace("\x00", "").strip()
        if len(text) > (MAX_LINE if self.kind == Kind.LINE else MAX_TEXT):
            raise self._refusal("Ce texte est trop long.")
        if holds_nir(text):
            raise self._refusal("Ce texte contient un numéro de sécurité sociale : retirez-le.")
        return text or None

    def _choice(self, value: Any) -> str:
        if not isinstance(value, str) or value not in dict(self.choices):
            raise self._refusal("Choisissez dans la liste.")
        return value

    def _number(self, value: Any, most: int) -> int:
        try:
            number = int(value)
        except (TypeError, ValueError, OverflowError):
            raise self._refusal("Écrivez un nombre entier.") from None
        if isinstance(value, float) or not 0 <= number <= most:
            raise self._refusal(f"Écrivez un nombre entier de 0 à {most}.")
        return number

    def _refusal(self, reason: str) -> ActRefused:
        return ActRefused(reason, field=self.code)


def clean_answers(questions: Mapping[str, Question], answers: Mapping[str, Any]) -> Answers:
    """What was answered, typed, without what was left empty. Raises ActRefused for a question that is not asked here."""
    cleaned: Answers = {}
    for code, value in answers.items():
        if code not in questions:
            raise ActRefused("Cette question n'est pas posée ici.")
        answer = questions[code].clean(value)
        if answer is not None:
            cleaned[code] = answer
    return cleaned
