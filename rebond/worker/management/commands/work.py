"""`manage.py work`: sends messages, checks and takes over spreadsheets, forgets what is out of date."""

import logging
import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rebond.worker.loop import run_pending, run_until

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Fait le travail de fond : messages à envoyer, reprises de données, ménage. Plusieurs peuvent tourner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="faire ce qui attend, puis s'arrêter")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            run_pending()
            return
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        logger.info("worker started")
        run_until(stop)
        logger.info("worker stopped")
