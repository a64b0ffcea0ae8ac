"""What the acts that receive a piece have in common: what was sent, checked, and kept as one document."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.documents import photos, store
from rebond.documents.models import Document, Kind
from rebond.filing.kinds import PieceKind, retention_of
from rebond.filing.models import Piece
from rebond.filing.naming import clean_name
from rebond.pathways.attention import start_of
from rebond.pathways.models import Pathway
from rebond.people.actor import Anybody, PersonActor

#: A person who sends more in a day has a machine send it.
DAILY_MAX = 40


@dataclass(frozen=True)
class Sent:
    """What arrived, already one PDF that can be kept."""

    content: bytes
    sha256: str
    name: str
    kind: PieceKind

    @classmethod
    def checked(cls, contents: Sequence[bytes], *, name: str, kind: str) -> "Sent":
        """Raises ActRefused, on `file` or `kind`. Long for photos: done before anything is locked."""
        try:
            known = PieceKind(kind)
        except ValueError as error:
            raise ActRefused("Choisissez de quel document il s'agit.", field="kind") from error
        label = str(known.label)
        content = photos.one_document(contents, title=label)
        sha256 = hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in contents)).hexdigest()
        return cls(content, sha256, clean_name(name, instead=label), known)

    def keep(self, pathway: Pathway, *, by: Anybody, **more: Any) -> Piece:
        """Write it as a piece of the path; `more` says who reads it, for which organisation, and what it answers."""
        return Piece.objects.create(
            pathway=pathway,
            document=self._document(pathway),
            kind=self.kind,
            name=self.name,
            sent_by_id=by.user_id,
            content_sha256=self.sha256,
            **more,
        )

    def _document(self, pathway: Pathway) -> Document:
        """Its name on paper says what it is and when it came, and names nobody."""
        return store.keep(
            self.content,
            kind=Kind.RECEIVED,
            name=f"{self.kind.replace('_', '-')}-{clock.today()}.pdf",
            beneficiary=pathway.beneficiary,
            retention=retention_of(self.kind),
        )


def check_pace(by: Anybody) -> None:
    """Raises ActRefused when the person has sent enough for one day."""
    if not isinstance(by, PersonActor):
        return
    today = Piece.objects.filter(
        pathway__beneficiary=by.beneficiary, sent_by=None, sent_at__gte=start_of(clock.today())
    )
    if today.count() >= DAILY_MAX:
        raise ActRefused(
            f"Vous avez envoyé {DAILY_MAX} documents aujourd'hui : reprenez demain.", field="file"
        )
