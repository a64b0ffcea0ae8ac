"""A letter in the programme's own words, starting from the usual text."""

from typing import Any

from django import forms

from rebond.programmes.editing import Content, Thing
from rebond.programmes.letters import (
    MEANINGS,
    USUAL,
    Filled,
    LetterCode,
    Text,
    faults_of,
    placeholders_of,
    preview,
)
from rebond.web.staff.programme_forms.base import PartForm


class LetterForm(PartForm):
    title = forms.CharField(label="Titre", max_length=160, required=False)
    body = forms.CharField(
        label="Texte",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def fill(self, content: Content) -> None:
        says = ", ".join(f"{{{name}}} ({MEANINGS[name]})" for name in placeholders_of(self.letter))
        self.fields[
            "body"
        ].help_text = f"Se remplissent à l'envoi : {says}. Tout effacer : le texte habituel."

    @property
    def letter(self) -> LetterCode:
        """The letter that stands at this place: nobody changes its code."""
        return LetterCode(LetterCode.values[int(self.place[-1])])

    def read(self, thing: Thing) -> dict[str, Any]:
        usual = USUAL[LetterCode(thing["code"])]
        return {"title": usual.title, "body": usual.body, **thing}

    def clean_body(self) -> str:
        """Line ends as files have them, and no space at the end of a line."""
        return "\n".join(line.rstrip() for line in self.cleaned_data["body"].splitlines()).strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        title, body = data.get("title", ""), data.get("body", "")
        if not title and not body:
            return data
        for column, written, name in (("title", title, "un titre"), ("body", body, "un texte")):
            if not written and column not in self.errors:
                self.add_error(column, f"Donnez {name}, ou effacez les deux pour le texte habituel.")
        if not self.errors:
            for column, fault in faults_of(self.letter, Text(title, body)):
                self.add_error(column, fault)
        return data

    def value(self) -> Thing:
        """The code alone when the text is the usual one."""
        text = Text(self.cleaned_data["title"], self.cleaned_data["body"])
        if text in (Text("", ""), USUAL[self.letter]):
            return {"code": str(self.letter)}
        return {"code": str(self.letter), "title": text.title, "body": text.body}

    def preview(self) -> Filled:
        """The letter as typed, or as it stands, for the invented person of the examples."""
        shown = {name: self[name].value() or "" for name in ("title", "body")}
        return preview(Text(**shown) if any(shown.values()) else USUAL[self.letter])
