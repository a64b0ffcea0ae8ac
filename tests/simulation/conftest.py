"""Both engines. OpenFisca takes seconds to load: once for all the tests of this folder."""

import pytest

from rebond.simulation.arithmetic import Arithmetic
from rebond.simulation.engine import Engine
from rebond.simulation.openfisca import OpenFisca


@pytest.fixture(scope="session")
def openfisca() -> OpenFisca:
    return OpenFisca()


@pytest.fixture(scope="session")
def arithmetic() -> Arithmetic:
    return Arithmetic()


@pytest.fixture(scope="session", params=["openfisca", "arithmetic"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.getfixturevalue(request.param)
