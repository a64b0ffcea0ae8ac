"""Files of banks and of people, in all their habits, and those made to harm."""

import io
import zipfile
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from rebond.core import clock
from rebond.finances.operations import TURNOVER
from rebond.imports.amounts import read_amount, read_day
from rebond.imports.raw_tables import MAX_STATEMENT_BYTES
from rebond.imports.sheets import UnreadableFile
from rebond.imports.statements import read_statement
from tests.imports.sheets import write

OFX = b"""OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR
<BANKTRANLIST><DTSTART>20190501<DTEND>20190630
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20190504<TRNAMT>+120,00<FITID>1<NAME>MME ROSE<MEMO>OURLET</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20190611120000[+1:CET]<TRNAMT>-45.10<FITID>2<NAME>TISSUS D'AJONC</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20191350<TRNAMT>-45.10<FITID>3<NAME>DATE FAUSSE</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


@pytest.fixture(autouse=True)
def _today(hold_clock):
    hold_clock(date(2019, 7, 12))


def told(content: bytes) -> list[tuple[date, Decimal, str]]:
    return [(o.on, o.amount_eur, o.words) for o in read_statement(content).operations]


def csv(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


EXPECTED = [
    (date(2019, 5, 4), Decimal("120.00"), "Réparation"),
    (date(2019, 6, 11), Decimal("-1045.10"), "Tissus"),
]


@pytest.mark.parametrize(
    "content",
    [
        csv("Date;Libellé;Montant", "04/05/2019;Réparation;120,00", "11/06/2019;Tissus;-1 045,10"),
        csv("Date;Libellé;Montant", "04/05/2019;Réparation;120,00", "11/06/2019;Tissus;-1 045,10", encoding="cp1252"),
        csv("date,description,amount", '2019-05-04,Réparation,120.00', '2019-06-11,Tissus,"-1,045.10"', encoding="utf-16"),
        csv("\ufeffCompte n° 000;;;", "Solde;12,00;;", "", "Date opération;Date valeur;Libellé;Débit;Crédit",
            "04/05/19;05/05/19;Réparation;;120,00", "11/06/19;12/06/19;Tissus;-1045,10;", ";;Total;;"),
        csv("Date de comptabilisation\tLibelle simplifie\tDebit euros\tCredit euros",
            "04/05/2019\tRéparation\t\t+120,00", "11/06/2019\tTissus\t1.045,10\t"),
        xlsx(("Relevé", None, None), ("Date", "Libellé", "Montant"), (date(2019, 5, 4), "Réparation", 120),
             (date(2019, 6, 11), "Tissus", -1045.1)),
    ],
    ids=["utf-8", "cp1252", "utf-16 english", "debit and credit", "tabs", "xlsx"],
)  # fmt: skip
def test_banks_each_their_own_way(content):
    assert told(content) == EXPECTED


def test_ofx_by_the_library():
    read = read_statement(OFX)
    assert [(o.on, o.amount_eur, o.words) for o in read.operations] == [
        (date(2019, 5, 4), Decimal("120.00"), "MME ROSE OURLET"),
        (date(2019, 6, 11), Decimal("-45.10"), "TISSUS D'AJONC"),
    ]
    assert (read.first_on, read.last_on) == (date(2019, 5, 1), date(2019, 6, 30))
    assert [number for number, _ in read.remarks] == [3]


def test_an_ods_as_office_suites_leave_it(tmp_path):
    lines = [
        ["Date", "Libellé", "Montant"],
        [date(2019, 5, 4), "Réparation", 120],
        [date(2019, 6, 11), "Tissus", -1045.1],
    ]
    assert told(write(tmp_path / "releve.ods", lines).read_bytes()) == EXPECTED


def test_a_table_of_months():
    read = read_statement(
        csv(
            "Mois;Chiffre d'affaires;Dépenses;Cotisations",
            "mai 2019;560;100;0",
            "06/2019;590,50;;",
            "Total;1150;100;0",
        )
    )
    assert [(o.on, o.amount_eur, o.use) for o in read.operations] == [
        (date(2019, 5, 1), Decimal("560.00"), TURNOVER),
        (date(2019, 5, 1), Decimal("-100.00"), "expenses_eur"),
        (date(2019, 6, 1), Decimal("590.50"), TURNOVER),
    ]
    assert (read.first_on, read.last_on) == (date(2019, 5, 1), date(2019, 7, 1))


def test_a_declared_zero_of_a_table_is_kept():
    read = read_statement(csv("Mois;CA", "mai 2019;0", "juin 2019;"))
    assert [(o.on, o.amount_eur) for o in read.operations] == [(date(2019, 5, 1), Decimal("0.00"))]


def test_lines_that_are_not_understood_are_told():
    read = read_statement(
        csv("Date;Libellé;Montant", "04/05/2019;Bon;1,00", "31/02/2019;A;1", "01/01/1900;B;1", "01/08/2019;C;1",
            "05/05/2019;D;beaucoup", "05/05/2019;E;=1+1", "05/05/2019;F;99999999999999", "demain;G;1")
    )  # fmt: skip
    assert len(read.operations) == 1
    assert [number for number, _ in read.remarks] == [3, 4, 5, 6, 7, 8, 9]
    reasons = " ".join(reason for _, reason in read.remarks)
    for words in (
        "n'existe pas",
        "trop ancienne",
        "dans le futur",
        "pas compris",
        "formule",
        "vraisemblable",
    ):
        assert words in reasons


def test_formulas_of_a_workbook_are_never_run():
    content = xlsx(
        ("Date", "Libellé", "Montant"),
        ("04/05/2019", '=HYPERLINK("http://example.org")', "=1+1"),
        ("05/05/2019", "=cmd()", 12),
    )
    (only,) = read_statement(content).operations
    assert (only.amount_eur, only.words) == (12, "")


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 61 * 1024 * 1024)
    return content.getvalue()


def entities() -> bytes:
    return b'<?xml version="1.0"?><?OFX OFXHEADER="200" VERSION="203"?><!DOCTYPE x [<!ENTITY a "aaaa">]><OFX>&a;</OFX>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b" \r\n", "vide"),
        (b"x" * (MAX_STATEMENT_BYTES + 1), "3 Mo"),
        (b"%PDF-1.7 ...", "PDF"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"xls", "mot de passe"),
        (b"PK\x03\x04nothing", "abîmé"),
        (bomb(), "trop gros"),
        (b"\x00\x01\x02", "n'est pas"),
        (csv("Nom;Prénom", "Lavande;Delphine"), "colonnes ne sont pas reconnues"),
        (csv("Date;Libellé;Montant"), "Aucune opération"),
        (csv("Date;Libellé;Montant", "32/13/2019;x;1"), "Ligne 2"),
        (b"OFXHEADER:100", "abîmé"),
        (b"<OFX>", "abîmé"),
        (entities(), ""),
        (OFX[: OFX.index(b"<STMTTRN>")] + b"<STMTTRN>" * 60_000, "Aucune opération"),
        (OFX.replace(b"<NAME>", b"<A>" * 100_001), "trop long"),
        ("Date;Libellé;Montant\r\n".encode() + b"04/05/2019;x;1\r\n" * 5_001, "5000 lignes"),
    ],
    # Some of the files hold the hour at which they were made: two workers must name the tests alike.
    ids=lambda value: "file" if isinstance(value, bytes) else value,
)  # fmt: skip
def test_strange_files_get_one_clear_sentence(content, words):
    with pytest.raises(UnreadableFile) as refused:
        read_statement(content)
    assert words in refused.value.message


def test_marks_of_cdata_do_not_slow_the_reading():
    read = read_statement(OFX.replace(b"MME ROSE", b"<![CDATA[MME ROSE]]>" + b"<X><![CDATA[" * 20_000))
    assert read.operations


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,56", "1234.56"),
        ("-12.50 €", "-12.50"),
        ("+12,00", "12"),
        ("(12,00)", "-12"),
        ("12,00-", "-12"),
        ("\u2212 12,00", "-12"),
        ("1,234.56", "1234.56"),
        ("1\u202f234", "1234"),
    ],
)
def test_amounts_as_banks_write_them(text, amount):
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "douze", "1,2,3", "=SUM(A1)", "1e9", "--1", "nan"])
def test_amounts_that_are_none(text):
    with pytest.raises(ValueError, match=r"\w"):
        read_amount(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("04/05/19", date(2019, 5, 4)),
        ("04.05.2019", date(2019, 5, 4)),
        ("2019-05-04T12:00:00", date(2019, 5, 4)),
        ("04/05/2019 12:31", date(2019, 5, 4)),
        ("Mai 2019", date(2019, 5, 1)),
        ("août-18", date(2018, 8, 1)),
        ("05/2019", date(2019, 5, 1)),
        ("2019-05", date(2019, 5, 1)),
    ],
)
def test_days_and_months(text, day):
    assert read_day(text) == day


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    with clock.held(date(2019, 7, 12)), suppress(UnreadableFile):
        assert read_statement(content).operations
