"""One mail, read from its bytes: who sent it, to which of our addresses, what it says. Pure: nothing is written here.

Mails come from anywhere: without a charset, with a false one, in HTML only, nested, or not mails at all.
"""

import email
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from html.parser import HTMLParser

from django.conf import settings

from rebond.core.text import without_nir
from rebond.messaging.secrecy import without_secrets
from rebond.tutoring.addresses import secret_in
from rebond.tutoring.quoting import split_reply

#: Bytes of a whole mail, its files included; the mail server refuses more by itself (docs/settings.md).
SIZE_MAX = 25_000_000
#: Parts that are looked at: nobody writes more.
PARTS_MAX = 60
#: Characters kept of what is said, and of what is repeated.
SAID_MAX = 20_000
#: Headers where the address that the mail was brought to may stand.
_TO_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_BULK = {"bulk", "junk", "list", "auto_reply"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_CHECKED_BAD = re.compile(r"\bdmarc\s*=\s*(fail|permerror)\b|\bspf\s*=\s*fail\b", re.IGNORECASE)
_DMARC_GOOD = re.compile(r"\bdmarc\s*=\s*pass\b", re.IGNORECASE)


class Unreadable(ValueError):
    """These bytes are no mail that we can read."""


@dataclass(frozen=True)
class AttachedFile:
    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """What we keep of a mail."""

    sender: str
    #: The secret of the reply address that it was sent to; None when it names none of ours.
    secret: str | None
    said: str
    quoted: str
    #: Of its Message-ID: the same mail brought twice has the same.
    key: str
    is_automatic: bool
    is_ours: bool
    is_forged: bool
    files: list[AttachedFile] = field(default_factory=list)


def read_mail(raw: bytes) -> Mail:
    """Raises Unreadable."""
    if len(raw) > SIZE_MAX:
        raise Unreadable("too large")
    try:
        message = email.message_from_bytes(raw, policy=default)
        assert isinstance(message, EmailMessage)
        return _read(message, raw)
    except (RecursionError, LookupError, ValueError, AttributeError, TypeError, IndexError) as error:
        raise Unreadable(type(error).__name__) from error


def _read(message: EmailMessage, raw: bytes) -> Mail:
    senders = [address.lower() for _, address in getaddresses(_values(message, "From")) if "@" in address]
    sender = senders[0] if len(senders) == 1 else ""
    said, quoted = split_reply(_text_of(message))
    return Mail(
        sender=sender[:254],
        secret=_secret_of(message),
        said=_clean(said)[:SAID_MAX],
        quoted=_clean(quoted)[:SAID_MAX],
        key=_key_of(message, raw),
        is_automatic=_is_automatic(message, sender),
        is_ours=_is_ours(message, sender),
        is_forged=not sender or _fails_checks(message),
        files=list(_files_of(message)),
    )


def _values(message: EmailMessage, name: str) -> list[str]:
    return [str(value) for value in message.get_all(name, [])]


def _secret_of(message: EmailMessage) -> str | None:
    addresses = getaddresses([value for name in _TO_HEADERS for value in _values(message, name)])
    return next((secret for _, address in addresses if (secret := secret_in(address))), None)


def _key_of(message: EmailMessage, raw: bytes) -> str:
    identifier = str(message.get("Message-ID", "")).strip()
    return hashlib.sha256(identifier.encode("utf-8", "replace") if identifier else raw).hexdigest()


def _is_automatic(message: EmailMessage, sender: str) -> bool:
    """An answering machine, a mailing list, a notice that something was not delivered (RFC 3834)."""
    submitted = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    box = sender.partition("@")[0]
    return (
        submitted != "no"
        or str(message.get("Precedence", "")).strip().lower() in _BULK
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id", "X-Loop"))
        or str(message.get("Return-Path", "")).strip() == "<>"
        or message.get_content_type() in ("multipart/report", "message/delivery-status")
        or box in ("mailer-daemon", "postmaster", "noreply", "no-reply", "ne-pas-repondre")
    )


def _is_ours(message: EmailMessage, sender: str) -> bool:
    """It comes from ourselves: going on would be a loop."""
    ours = {
        settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> ").lower(),
        settings.REPLY_ADDRESS.lower(),
    }
    return sender in ours or secret_in(sender) is not None


def _fails_checks(message: EmailMessage) -> bool:
    """What our own mail server says of the sender; the same header by anybody else says nothing."""
    if not settings.MAIL_AUTHSERV_ID:
        return False
    for value in _values(message, "Authentication-Results"):
        name, _, results = value.partition(";")
        if name.split()[:1] == [settings.MAIL_AUTHSERV_ID]:
            return bool(_CHECKED_BAD.search(results)) and not _DMARC_GOOD.search(results)
    return True


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    for count, part in enumerate(message.walk()):
        if count >= PARTS_MAX:
            return
        if isinstance(part, EmailMessage) and not part.is_multipart():
            yield part


def _text_of(message: EmailMessage) -> str:
    """The plain text, else that of the HTML."""
    html = ""
    for part in _parts(message):
        if part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind == "text/plain" and (found := _decoded(part)).strip():
            return found
        if kind == "text/html" and not html:
            html = _text_of_html(_decoded(part))
    return html


def _decoded(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    for charset in (part.get_content_charset(), "utf-8", "cp1252"):
        try:
            return content.decode(charset) if charset else content.decode("utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("utf-8", "replace")


def _files_of(message: EmailMessage) -> Iterator[AttachedFile]:
    for part in _parts(message):
        name = part.get_filename()
        if not name and part.get_content_maintype() not in ("image", "application"):
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload:
            yield AttachedFile(_clean(str(name or "document"))[:120], payload)


def _clean(text: str) -> str:
    """Without what no database holds, our own keys that the reply repeats, nor a social security number (D7)."""
    return without_nir(without_secrets(_CONTROL.sub("", text.replace("\r\n", "\n")))).strip()


class _Reader(HTMLParser):
    """The words of a page: scripts and styles left out, blocks on lines of their own, quotes led by « > »."""

    _SILENT = ("script", "style", "title")
    _BLOCKS = ("p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.silent = self.quoting = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in self._SILENT
        if tag in self._BLOCKS:
            self.lines.append("")
        self.quoting += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in self._SILENT))
        self.quoting = max(0, self.quoting - (tag == "blockquote"))
        if tag in self._BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and not self.silent:
            lead = "> " if self.quoting and not self.lines[-1] else ""
            glue = " " if self.lines[-1] and data[:1].isspace() else ""
            self.lines[-1] += lead + glue + words + (" " if data[-1:].isspace() else "")


def _text_of_html(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = "\n".join(line.strip() for line in reader.lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
