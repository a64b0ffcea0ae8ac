"""Two sides of one thing, in words: what the file holds now, what came from a device; and which one its author keeps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from rebond.web.acts import RevisionForm
from rebond.web.templatetags.words import moment

FILE, SITE, BOTH = "file", "site", "both"
EMPTY = "(rien)"


@dataclass(frozen=True)
class Side:
    """One thing that both say, in words."""

    name: str
    label: str
    in_file: str
    on_site: str
    #: Texts may be kept one after the other.
    is_text: bool = False

    @property
    def differs(self) -> bool:
        return self.in_file != self.on_site

    @property
    def joins(self) -> bool:
        return self.is_text and EMPTY not in (self.in_file, self.on_site)


class SettleForm(RevisionForm):
    """For each thing that differs: which side is kept."""

    def __init__(self, *args: Any, sides: list[Side], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in sides:
            if side.differs:
                self.fields[side.name] = _choice(side)
        self.order_fields([side.name for side in sides])

    def keeps(self, name: str) -> str:
        """Which side is kept; where both say the same, the file's."""
        return str(self.cleaned_data.get(name) or FILE)


def joined(in_file: str, on_site: str, typed_at: datetime) -> str:
    """Both texts, one after the other."""
    return f"{in_file}\n\nÉcrit sur place le {moment(typed_at)} :\n{on_site}"


def _choice(side: Side) -> forms.ChoiceField:
    choices = [(FILE, "Garder ce qui est dans le dossier"), (SITE, "Garder ma saisie")]
    initial = SITE if side.in_file == EMPTY else FILE
    if side.joins:
        choices.append((BOTH, "Garder les deux, l'un après l'autre"))
        initial = BOTH
    return forms.ChoiceField(
        label=side.label, choices=choices, widget=forms.RadioSelect, initial=initial, required=True
    )
