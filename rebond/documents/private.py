"""Where files are put: only the service's own account reads them, and what is acknowledged is on the disk."""

import os
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage


class PrivateStorage(FileSystemStorage):
    """Files under MEDIA_ROOT that no address leads to. A row never names a file that a power cut could lose."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        saved: str = super().save(name, content, max_length=max_length)
        path = self.path(saved)
        for place in (path, os.path.dirname(path)):  # noqa: PTH120 - Django's storages speak of paths as text
            handle = os.open(place, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return saved


def private_storage() -> Storage:
    """The storage of documents (a callable, so that migrations name no folder)."""
    return PrivateStorage()
