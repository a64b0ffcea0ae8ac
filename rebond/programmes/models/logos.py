"""The logos of those who pay for the programme and run it."""

from django.db import models

from rebond.programmes.models.programme import Version
from rebond.programmes.vocabulary import LogoType


class Logo(models.Model):
    """A logo that documents carry, in this order. `content` was read and found sound (rebond/programmes/logos.py)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="logos")
    #: Whose logo it is: read aloud in the place of the image.
    label = models.CharField(max_length=80)
    media_type = models.CharField(max_length=20, choices=LogoType)
    content = models.BinaryField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="one_logo_per_position")]

    def __str__(self) -> str:
        return self.label
