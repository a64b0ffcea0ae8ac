"""The files that come with a message: kept as pieces of the file, read by those who read the message."""

from collections.abc import Sequence

from django.db import transaction

from rebond.core.acts import ActRefused
from rebond.filing.actions import file_piece
from rebond.filing.kinds import PieceKind
from rebond.people.actor import Anybody
from rebond.tutoring.mail import AttachedFile
from rebond.tutoring.models import Exchange

#: Files of one message.
FILES_MAX = 5


def join_files(exchange: Exchange, files: Sequence[AttachedFile], *, by: Anybody) -> None:
    """Raises ActRefused, on the field `joined`, for one that cannot be kept."""
    if len(files) > FILES_MAX:
        raise ActRefused(f"{FILES_MAX} fichiers au plus avec un message.", field="joined")
    for file in files:
        try:
            _join(exchange, file, by)
        except ActRefused as refusal:
            raise ActRefused(f"{file.name} : {refusal.message}", field="joined") from refusal


def join_what_can_be(exchange: Exchange, files: Sequence[AttachedFile], *, by: Anybody) -> list[str]:
    """The same of a mail, whose sender is not there to mend it; returns what was not kept, and why."""
    refused = [f"{file.name} : trop de fichiers" for file in files[FILES_MAX:]]
    for file in files[:FILES_MAX]:
        try:
            with transaction.atomic():
                _join(exchange, file, by)
        except ActRefused as refusal:
            refused.append(f"{file.name} : {refusal.message}")
    return refused


def _join(exchange: Exchange, file: AttachedFile, by: Anybody) -> None:
    exchange.pieces.add(
        file_piece(
            pathway=exchange.pathway,
            content=file.content,
            name=file.name,
            kind=PieceKind.OTHER,
            audience=exchange.audience,
            by=by,
        )
    )
