"""Logs that name nobody: what went wrong and where, without the words of the error, which may hold what was typed."""

import logging
import traceback
from types import TracebackType


class AnonymousFormatter(logging.Formatter):
    """Tells the kind of each error and the lines of code that led there, never its message nor its values.

    An address may be a key (a link, a feed): the route is told in its place.
    """

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            route = f"/{match.route}" if match else "(unknown address)"
            record = logging.makeLogRecord(
                {**record.__dict__, "args": tuple(route if arg == path else arg for arg in record.args)}
            )
        return super().format(record)

    def formatException(  # noqa: N802 - the name is that of logging
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        lines: list[str] = []
        error = ei[1]
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            places = [
                f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)
            ]
            lines = [
                *places,
                type(error).__qualname__,
                *(["  raised while handling that:"] if lines else []),
                *lines,
            ]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)
