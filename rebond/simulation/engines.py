"""Which engine answers: OpenFisca-France where it is installed and wanted, else our arithmetic over the snapshot.

A web worker loads OpenFisca in a thread of its own as it starts (config/wsgi.py); until then pages say so and wait.
Commands load it when they need it. SIMULATION_ENGINE=arithmetic leaves it out.
"""

import logging
from threading import Lock, Thread

from django.conf import settings

from rebond.simulation import openfisca
from rebond.simulation.arithmetic import Arithmetic
from rebond.simulation.courtesy import Courtesy
from rebond.simulation.engine import Engine

logger = logging.getLogger(__name__)
OPENFISCA, ARITHMETIC = "openfisca", "arithmetic"


class _Loading:
    """The one OpenFisca of this process, and the thread that loads it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.engine: Engine | None = None
        self.thread: Thread | None = None

    def load(self) -> None:
        """Load it here and now, once. When it cannot be loaded, the arithmetic takes its place."""
        try:
            self.engine = openfisca.OpenFisca(pause=Courtesy())
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, our arithmetic answers
            logger.error("openfisca did not load: %s", type(error).__name__)  # noqa: TRY400 - never its text
            self.engine = Arithmetic()

    def start(self) -> None:
        with self.lock:
            if self.engine is None and self.thread is None:
                self.thread = Thread(target=self.load, name="openfisca-warming", daemon=True)
                self.thread.start()


_loading = _Loading()


def wants_openfisca() -> bool:
    return settings.SIMULATION_ENGINE == OPENFISCA and openfisca.is_installed()


def warm() -> None:
    """Called as a web worker starts: comes back at once, while a thread loads OpenFisca."""
    if wants_openfisca():
        _loading.start()


def ready_engine() -> Engine | None:
    """The engine of the pages; None while OpenFisca is loading."""
    if not wants_openfisca():
        return Arithmetic()
    if _loading.engine is None:
        _loading.start()
    return _loading.engine


def engine_named(name: str = "") -> Engine:
    """The engine of a command: the one asked for, else the best there is. Waits until it is loaded.

    Raises LookupError when OpenFisca is asked for and is not installed.
    """
    if name == ARITHMETIC or (not name and not wants_openfisca()):
        return Arithmetic()
    if not openfisca.is_installed():
        raise LookupError("OpenFisca-France n'est pas installé.")
    with _loading.lock:
        if _loading.engine is None:
            _loading.engine = openfisca.OpenFisca()
    return _loading.engine
