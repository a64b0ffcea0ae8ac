"""SMS through one HTTP gateway that takes JSON. The request is described by settings (docs/settings.md, ADR 0010)."""

import re
import unicodedata
from string import Template
from typing import Any

import requests
from django.conf import settings

from rebond.messaging.failures import Failure, NotDelivered
from rebond.messaging.models import Message

#: Seconds to connect, and to wait for the answer.
TIMEOUTS = (5, 15)
#: Refusals that speak of us (key, credit, address of the service, pace), not of the message: later may be better.
_ABOUT_US = {401, 402, 403, 404, 405, 408, 425, 429}
#: Names under which gateways give the number of a message.
_RECEIPT_NAMES = ("id", "messageId", "message_id")

#: The alphabet of telephones (3GPP 23.038). One letter outside of it, and a text holds 70 characters instead of 160.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
_SAME = str.maketrans(
    {"’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u202f": " ", "œ": "oe", "Œ": "OE"}
)


class TextCarrier:
    def __init__(self) -> None:
        self._session = requests.Session()

    def carry(self, message: Message) -> str:
        if not settings.SMS_URL:
            raise NotDelivered(Failure.NOT_SET_UP)
        values = {
            "id": str(message.id),
            "to": message.address,
            "text": gsm_text(message.body),
            "sender": settings.SMS_SENDER,
            "token": settings.SMS_TOKEN,
        }
        try:
            answer = self._session.post(
                settings.SMS_URL,
                json=_filled(settings.SMS_REQUEST, values),
                headers={**_filled(settings.SMS_HEADERS, values), "Idempotency-Key": values["id"]},
                timeout=TIMEOUTS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise NotDelivered(Failure.UNREACHABLE) from error
        return _receipt(answer)

    def close(self) -> None:
        self._session.close()


def gsm_text(text: str) -> str:
    """The same words in the alphabet of telephones: « être reçu » becomes "etre recu", é and à stay."""
    words = re.sub(r"«\s*|\s*»", '"', text).translate(_SAME)
    lines = "".join(_plain(letter) for letter in words).strip().splitlines()
    return "\n".join(" ".join(line.split()) for line in lines)


def _plain(letter: str) -> str:
    if letter in _GSM:
        return letter
    base = unicodedata.normalize("NFKD", letter)[0]
    return base if base in _GSM else "?"


def _filled(shape: Any, values: dict[str, str]) -> Any:
    """The same JSON, with `$to`, `$text` … replaced in its strings."""
    if isinstance(shape, dict):
        return {name: _filled(part, values) for name, part in shape.items()}
    if isinstance(shape, list):
        return [_filled(part, values) for part in shape]
    return Template(shape).safe_substitute(values) if isinstance(shape, str) else shape


def _receipt(answer: requests.Response) -> str:
    status = answer.status_code
    if 400 <= status < 500 and status not in _ABOUT_US:
        raise NotDelivered(Failure.MESSAGE_REFUSED, is_final=True)
    if not 200 <= status < 300:
        raise NotDelivered(Failure.UNREACHABLE)
    try:
        told = answer.json()
    except ValueError:
        return ""
    names = _RECEIPT_NAMES if isinstance(told, dict) else ()
    return next((str(told[name])[:100] for name in names if name in told), "")
