"""SMS leave through one gateway, spoken to as its settings say. A small server of our own plays the gateway."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from rebond.messaging.carriers.texting import TextCarrier, gsm_text
from rebond.messaging.failures import Failure, NotDelivered
from rebond.messaging.models import Channel, Message


class Gateway:
    """Answers what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[dict, dict]] = []
        self.status, self.answer = 201, b'{"id": "g-42"}'
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                gateway.asked.append((json.loads(self.rfile.read(length)), dict(self.headers)))
                self.send_response(gateway.status)
                self.send_header("Content-Length", str(len(gateway.answer)))
                self.send_header("Location", "https://elsewhere.example.org/")
                self.end_headers()
                self.wfile.write(gateway.answer)

            def log_message(self, *args) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/messages"


@pytest.fixture
def gateway(settings) -> Iterator[Gateway]:
    found = Gateway()
    settings.SMS_URL, settings.SMS_TOKEN, settings.SMS_SENDER = found.url, "the-key", "BGE"
    thread = Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


@pytest.fixture
def carrier() -> Iterator[TextCarrier]:
    carrier = TextCarrier()
    yield carrier
    carrier.close()


def text(body: str = "Rendez-vous le 4 mars à 9 h 30. Tél. 06 39 98 00 05") -> Message:
    return Message(channel=Channel.SMS, address="+33639980184", title="Votre rendez-vous", body=body)


def refusal(carrier: TextCarrier) -> tuple[str, bool]:
    with pytest.raises(NotDelivered) as refused:
        carrier.carry(text())
    return refused.value.failure, refused.value.is_final


def test_a_text_is_handed_over_with_its_identifier(gateway, carrier):
    message = text()
    assert carrier.carry(message) == "g-42"

    ((body, headers),) = gateway.asked
    assert body == {"id": str(message.pk), "from": "BGE", "to": "+33639980184", "text": message.body}
    assert headers["Authorization"] == "Bearer the-key"
    assert headers["Idempotency-Key"] == str(message.pk)


def test_the_request_takes_the_shape_that_the_gateway_wants(gateway, carrier, settings):
    settings.SMS_REQUEST = {"recipient": {"to": "$to"}, "parts": ["$text"], "flash": False}
    settings.SMS_HEADERS = {"X-Api-Key": "$token"}

    carrier.carry(text("Prix : 5 $to. Tél. 06 39 98 00 05"))

    ((body, headers),) = gateway.asked
    assert body["recipient"] == {"to": "+33639980184"}
    assert body["parts"] == ["Prix : 5 $to. Tél. 06 39 98 00 05"], "what is written is not read as a shape"
    assert body["flash"] is False
    assert headers["X-Api-Key"] == "the-key"


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_a_refusal_of_the_message_is_final(gateway, carrier, status):
    gateway.status = status
    assert refusal(carrier) == (Failure.MESSAGE_REFUSED, True)


@pytest.mark.parametrize("status", [302, 401, 402, 403, 404, 408, 429, 500, 502, 503])
def test_trouble_of_the_service_is_tried_again(gateway, carrier, status):
    gateway.status = status
    assert refusal(carrier) == (Failure.UNREACHABLE, False)
    assert len(gateway.asked) == 1, "a redirection is not followed: the key would go elsewhere"


def test_a_gateway_that_is_silent_is_tried_again(gateway, carrier, monkeypatch):
    monkeypatch.setattr("rebond.messaging.carriers.texting.TIMEOUTS", (0.2, 0.05))
    gateway.server.RequestHandlerClass.do_POST = lambda _: None
    assert refusal(carrier) == (Failure.UNREACHABLE, False)


def test_without_a_gateway_texts_wait_for_one(carrier, settings):
    settings.SMS_URL = ""
    assert refusal(carrier) == (Failure.NOT_SET_UP, False)


@pytest.mark.parametrize("answer", [b"", b"OK", b"[]", b'{"status": "queued"}'])
def test_a_receipt_is_kept_when_there_is_one(gateway, carrier, answer):
    gateway.answer = answer
    assert carrier.carry(text()) == ""


@pytest.mark.parametrize(
    ("french", "sent"),
    [
        ("L’été à Fougères : 5 €", "L'été à Fougères : 5 €"),
        ("« Gérer sa trésorerie » – bientôt…", '"Gérer sa trésorerie" - bientot...'),
        ("Votre façon d'être, cœur", "Votre facon d'etre, coeur"),
        ("9\u202fh\u00a030", "9 h 30"),
        ("Bonjour 🙂", "Bonjour ?"),
    ],
)
def test_a_text_stays_in_the_alphabet_of_telephones(french, sent):
    assert gsm_text(french) == sent
