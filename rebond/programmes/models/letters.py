"""The texts that a programme writes itself; the usual ones are in rebond/programmes/letters.py."""

from django.db import models

from rebond.programmes.models.programme import Version
from rebond.programmes.vocabulary import LetterCode


class Letter(models.Model):
    """A letter in the programme's own words, with its placeholders. With no row, the usual text is sent."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="letters")
    code = models.CharField(max_length=30, choices=LetterCode)
    title = models.CharField(max_length=160)
    body = models.TextField(max_length=4000)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_letter_per_code")]

    def __str__(self) -> str:
        return self.title
