"""Shipping and publishing programmes as files: the short way, for the demo, the tests and the commands."""

from pathlib import Path
from typing import Any

from django.db import transaction

from rebond.people.models import Organisation
from rebond.programmes.documents import SHIPPED, Document, read_file
from rebond.programmes.models import Version
from rebond.programmes.writing import add_version, publish_version

__all__ = ["SHIPPED", "publish_document", "read_document"]


def read_document(path: Path) -> dict[str, Any]:
    """The content of a programme file. Raises FaultyDocument when it is not YAML."""
    return read_file(path).content


@transaction.atomic
def publish_document(content: dict[str, Any], *, commissioner: Organisation) -> Version:
    """Add the content as the programme's next version and publish it. Raises FaultyDocument, with French reasons."""
    version = add_version(Document(content), commissioner=commissioner)
    publish_version(version)
    return version
