"""Identifiers of new things: unguessable, unless a seed is held so that the demo names the same ones twice."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random
from uuid import UUID, uuid4

_source: ContextVar[Random | None] = ContextVar("held_identity_source", default=None)


def new_id() -> UUID:
    """A version 4 UUID: random, or the next one of the seed that is held."""
    source = _source.get()
    return UUID(int=source.getrandbits(128), version=4) if source else uuid4()


def new_secret() -> str:
    """A secret of 256 bits for an address: random, or the next one of the seed that is held."""
    source = _source.get()
    return f"{source.getrandbits(256):064x}" if source else secrets.token_urlsafe(32)


@contextmanager
def seeded(seed: str) -> Iterator[None]:
    """Within the block, identifiers follow from `seed`. Only for invented data: anybody could foresee them."""
    token = _source.set(Random(seed))  # noqa: S311 - sameness is what is wanted
    try:
        yield
    finally:
        _source.reset(token)
