"""Households worked out by hand, each step a literal figure of the law (docs/algorithms/rsa-exit.md).

From April 2026: RSA 651.69, prime 638.28, bonus 240.63 from 59 to 138 hours of SMIC (12.31 since June), BMAF 478.16.
From April 2025: RSA 646.52, prime 633.21, bonus 184.27 up to 120 hours of SMIC (11.88). Nothing here calls our code.
"""

from dataclasses import dataclass
from typing import Any

#: One, two, three persons and more: the housing deduction of RSA and of the prime, 2026.
RSA_HOUSING = (651.69 * 0.12, 651.69 * 1.5 * 0.16, 651.69 * 1.8 * 0.165)
PPA_HOUSING = (638.28 * 0.12, 638.28 * 1.5 * 0.16, 638.28 * 1.8 * 0.165)
AF_2 = 153.01  # 478.16 × 32 %
AF_3 = 349.06  # 478.16 × (32 % + 41 %)
CF_PAID, CF_COUNTED = 298.75, 478.16 * 0.4165  # the raised complement is paid, the plain one counts
PAJE = 478.16 * 0.4165
ASF_PAID, ASF_COUNTED = 478.16 * 0.422, 478.16 * 0.225
NET = 0.995  # CRDS


def bonus(earnings: float) -> float:
    """Between 59 × 12.31 = 726.29 and 138 × 12.31 = 1698.78 (2026-06)."""
    return min(max(240.63 * (earnings - 726.29) / (1698.78 - 726.29), 0), 240.63)


@dataclass(frozen=True)
class Golden:
    """A case as JSON gives it, and what the hand finds: RSA, prime before CRDS, exit, family benefits net, contributions."""

    name: str
    case: dict[str, Any]
    rsa: float
    ppa: float
    exit_ca: float
    family: float
    contributions: float

    def __str__(self) -> str:
        return self.name


def case(
    activity: str, ca: Any, *, month: str = "2026-11", wages: float = 0, **household: Any
) -> dict[str, Any]:
    return {
        "month": month,
        "household": household,
        "activity": activity,
        "ca": ca,
        "own_net_wages": wages,
    }


GOLDEN = [
    Golden(
        "single-apl-sales",
        case("vente", 800, housing_benefit=180),
        rsa=651.69 - RSA_HOUSING[0] - 800 * 0.29,  # 341.49
        ppa=0.5985 * 232,  # 138.85: resources stay under the flat amount
        exit_ca=(651.69 - RSA_HOUSING[0] - 6) / 0.29,  # 1956.85
        family=0,
        contributions=800 * 0.124,
    ),
    Golden(
        "single-2025-services",
        case("service_bic", 900, month="2025-11"),
        rsa=646.52 - 450,
        ppa=0.5985 * 450,
        exit_ca=(646.52 - 6) / 0.5,
        family=0,
        contributions=900 * 0.215,
    ),
    Golden(
        "single-small-apl-liberal",
        case("bnc", 300, housing_benefit=60),
        rsa=651.69 - 60 - 198,  # the benefit is under the deduction: it is deducted whole
        ppa=0.5985 * 198,
        exit_ca=(651.69 - 60 - 6) / 0.66,
        family=0,
        contributions=300 * 0.258,
    ),
    Golden(
        "couple-owner-services",
        case("service_bic", 1000, couple=True, housing="proprietaire"),
        rsa=977.535 - RSA_HOUSING[1] - 500,
        ppa=0.5985 * 500,
        exit_ca=(977.535 - RSA_HOUSING[1] - 6) / 0.5,
        family=0,
        contributions=215,
    ),
    Golden(
        "couple-one-child-liberal",
        case("bnc", 750, couple=True, children_ages=[7], housing_benefit=320),
        rsa=651.69 * 1.8 - RSA_HOUSING[2] - 495,
        ppa=0.5985 * 495,
        exit_ca=(651.69 * 1.8 - RSA_HOUSING[2] - 6) / 0.66,
        family=0,
        contributions=750 * 0.258,
    ),
    Golden(
        "couple-two-children-apl-wage",
        case(
            "service_bic",
            400,
            couple=True,
            children_ages=[6, 11],
            housing_benefit=380,
            partner_net_wage=500,
        ),
        rsa=651.69 * 2.1 - RSA_HOUSING[2] - AF_2 - 500 - 200,  # 321.99
        ppa=0.5985 * 700,  # 418.95
        exit_ca=(651.69 * 2.1 - RSA_HOUSING[2] - AF_2 - 500 - 6) / 0.5,  # 1031.97
        family=AF_2 * NET,
        contributions=86,
    ),
    Golden(
        "couple-two-children-past-the-exit",
        case(
            "service_bic",
            2400,
            couple=True,
            children_ages=[6, 11],
            housing_benefit=380,
            partner_net_wage=500,
        ),
        rsa=0,
        # flat 638.28 × 2.1 = 1340.39; resources 1700 + 153.01 + 189.57 are above it
        ppa=638.28 * 2.1 + bonus(1200) + 0.5985 * 1700 - (1700 + AF_2 + PPA_HOUSING[2]),
        exit_ca=(651.69 * 2.1 - RSA_HOUSING[2] - AF_2 - 500 - 6) / 0.5,
        family=AF_2 * NET,
        contributions=2400 * 0.215,
    ),
    Golden(
        "couple-two-children-irregular-quarter",
        case(
            "service_bic",
            [0, 1000, 200, 0, 0],
            couple=True,
            children_ages=[6, 11],
            housing_benefit=380,
            partner_net_wage=500,
        ),
        rsa=651.69 * 2.1 - RSA_HOUSING[2] - AF_2 - 500 - 200,  # as for 400 each month
        ppa=0.5985 * 700,
        exit_ca=(651.69 * 2.1 - RSA_HOUSING[2] - AF_2 - 500 - 6) / 0.5,
        family=AF_2 * NET,
        contributions=86,
    ),
    Golden(
        "couple-three-children-sales",
        case("vente", 1600, couple=True, children_ages=[5, 8, 11], housing_benefit=420),
        rsa=651.69 * 2.5 - RSA_HOUSING[2] - AF_3 - CF_COUNTED - 464,
        ppa=0.5985 * 464,
        exit_ca=(651.69 * 2.5 - RSA_HOUSING[2] - AF_3 - CF_COUNTED - 6) / 0.29,
        family=(AF_3 + CF_PAID) * NET,
        contributions=1600 * 0.124,
    ),
    Golden(
        "couple-baby-services",
        case("service_bic", 600, couple=True, children_ages=[1], housing_benefit=300),
        rsa=651.69 * 1.8 - RSA_HOUSING[2] - PAJE - 300,
        ppa=0.5985 * 300,
        exit_ca=(651.69 * 1.8 - RSA_HOUSING[2] - PAJE - 6) / 0.5,
        family=PAJE * NET,
        contributions=129,
    ),
    Golden(
        "lone-parent-asf-liberal",
        case("bnc", 350, children_ages=[10], asf_received=True, housing_benefit=280),
        rsa=651.69 * 1.5 - RSA_HOUSING[1] - ASF_COUNTED - 231,
        ppa=0.5985 * 231,
        exit_ca=(651.69 * 1.5 - RSA_HOUSING[1] - ASF_COUNTED - 6) / 0.66,
        family=ASF_PAID * NET,
        contributions=350 * 0.258,
    ),
    Golden(
        "lone-parent-without-asf",
        case("bnc", 350, children_ages=[10], housing_benefit=280),
        rsa=651.69 * 1.5 - RSA_HOUSING[1] - 231,
        ppa=0.5985 * 231,
        exit_ca=(651.69 * 1.5 - RSA_HOUSING[1] - 6) / 0.66,
        family=0,
        contributions=350 * 0.258,
    ),
    Golden(
        "lone-parent-of-a-baby-raised",
        case("service_bic", 800, children_ages=[1], asf_received=True),
        rsa=651.69 * (1.28412 + 0.42804) - PAJE - ASF_COUNTED - 400,  # 409.06
        ppa=0.5985 * 400,
        exit_ca=(651.69 * (1.28412 + 0.42804) - PAJE - ASF_COUNTED - 6) / 0.5,
        family=(PAJE + ASF_PAID) * NET,
        contributions=172,
    ),
    Golden(
        "recently-alone-two-children",
        case("vente", 1000, children_ages=[6, 11], recently_isolated=True, housing_benefit=300),
        rsa=651.69 * (1.28412 + 2 * 0.42804) - RSA_HOUSING[2] - AF_2 - 290,
        ppa=0.5985 * 290,
        exit_ca=(651.69 * (1.28412 + 2 * 0.42804) - RSA_HOUSING[2] - AF_2 - 6) / 0.29,
        family=AF_2 * NET,
        contributions=124,
    ),
    Golden(
        "lone-parent-three-children",
        case("service_bic", 500, children_ages=[4, 9, 13], housing="heberge_gratuit"),
        # four persons, one parent: the third child counts 40 %
        rsa=651.69 * 2.2 - RSA_HOUSING[2] - AF_3 - CF_COUNTED - 250,
        ppa=0.5985 * 250,
        exit_ca=(651.69 * 2.2 - RSA_HOUSING[2] - AF_3 - CF_COUNTED - 6) / 0.5,
        family=(AF_3 + CF_PAID) * NET,
        contributions=107.5,
    ),
    Golden(
        "single-with-a-job",
        case("bnc", 200, housing_benefit=150, wages=450),
        rsa=0,
        ppa=638.28 + 0.5985 * 582 - (582 + PPA_HOUSING[0]),  # 328.01: no bonus under 726.29
        exit_ca=(651.69 - RSA_HOUSING[0] - 450 - 6) / 0.66,  # 178.01
        family=0,
        contributions=51.6,
    ),
    Golden(
        "single-past-the-exit",
        case("service_bic", 2400),
        rsa=0,
        ppa=638.28 + bonus(1200) + 0.5985 * 1200 - 1200,  # 273.69
        exit_ca=(651.69 - 6) / 0.5,
        family=0,
        contributions=516,
    ),
    Golden(
        "single-job-that-ends-rsa-alone",
        case("vente", 500, wages=900),
        rsa=0,
        ppa=638.28 + bonus(1045) + 0.5985 * 1045 - 1045,
        exit_ca=0,  # 651.69 − 900 is not paid even without turnover
        family=0,
        contributions=62,
    ),
    Golden(
        "teenager-born-under-the-old-rule",
        case("service_bic", 400, couple=True, children_ages=[15, 16, 17]),
        rsa=651.69 * 2.5 - AF_3 - CF_COUNTED - 200,
        ppa=0.5985 * 200,
        exit_ca=(651.69 * 2.5 - AF_3 - CF_COUNTED - 6) / 0.5,
        # three children, each 14 or more and born before March 2012: three raises of 16 %
        family=(AF_3 + CF_PAID + 3 * 478.16 * 0.16) * NET,
        contributions=86,
    ),
    Golden(
        "young-without-children",
        case("service_bic", 400, age=23),
        rsa=0,  # under 25 without a child: not worked out here
        ppa=0.5985 * 200,
        exit_ca=0,
        family=0,
        contributions=86,
    ),
]
