"""Files as people make them: any format, any order of columns, any accent; and files that cannot be taken."""

import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebond.core.dates import parse_date
from rebond.core.money import NARROW_NBSP, format_eur, parse_eur
from rebond.imports import limits, sheets
from rebond.imports.columns import COLUMNS, column_named
from rebond.imports.sheets import UnreadableFile
from tests.imports.sheets import BASILE, DELPHINE, table, write


def delphine_of(inspection):
    assert inspection.remarks == []
    (row,) = inspection.rows
    return row


@pytest.mark.parametrize("header", ["Prénom", "PRENOM", " prénom ", "Prenom *", "Prénom (usuel)"])
def test_headers_are_known_whatever_their_accents_and_case(header):
    assert column_named(header).code == "first_name"


def test_no_two_columns_answer_to_the_same_header():
    forms = [form for column in COLUMNS for form in column.written_forms]
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.xlsx", {}),
        ("a.ods", {}),
        ("a.csv", {}),
        ("a.csv", {"separator": ",", "encoding": "utf-8-sig"}),
        ("a.csv", {"separator": "\t", "encoding": "utf-16"}),
        ("a.csv", {"encoding": "cp1252"}),
    ],
)
def test_delphine_reads_the_same_in_every_format(inspect, sheet, name, options):
    row = delphine_of(inspect(sheet(DELPHINE, name=name, **options)))
    assert (row.person, row.city, row.line) == ("Delphine Lavande", "Valbruyère", 2)
    assert (row.birth_date, row.exited_on) == (date(1984, 5, 17), date(2019, 10, 14))
    assert (row.turnover_before_eur, row.turnover_before_months) == (Decimal("8000.00"), 12)
    assert (row.activity_status, row.job_quality, row.branch) == ("combined", "lasting", "developpement")
    assert row.phone == "+33639980184"


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_cells_that_a_spreadsheet_keeps_as_dates_and_numbers(inspect, sheet, name):
    typed = {
        **DELPHINE,
        "birth_date": date(1984, 5, 17),
        "entered_on": datetime(2019, 3, 11) if name == "a.xlsx" else date(2019, 3, 11),  # noqa: DTZ001
        "phone": 639980184,
        "caf_number": 1234567,
        "postcode": 35000,
        "turnover_before_eur": 8000.5,
        "siret": 73282932000074,
    }
    row = delphine_of(inspect(sheet(typed, name=name)))
    assert (row.birth_date, row.entered_on) == (date(1984, 5, 17), date(2019, 3, 11))
    assert (row.phone, row.caf_number, row.postcode) == ("+33639980184", "1234567", "35000")
    assert (row.turnover_before_eur, row.siret) == (Decimal("8000.50"), "73282932000074")


def test_columns_in_another_order_under_a_title_with_blank_lines(inspect, tmp_path):
    header, *lines = table(DELPHINE)
    order = list(reversed(range(len(header))))
    turned = [[line[i] for i in order] for line in (header, *lines)]
    path = write(
        tmp_path / "a.xlsx", [["Suivi des parcours 2019"], [], [t.upper() for t in turned[0]], [], turned[1]]
    )
    assert delphine_of(inspect(path)).line == 5


def test_a_column_that_means_nothing_is_told_and_left(inspect, tmp_path):
    header, line = table(BASILE)
    path = write(tmp_path / "a.xlsx", [[*header, "Couleur préférée"], [*line, "vert"]])
    inspection = inspect(path)
    assert inspection.unknown_headers == ["Couleur préférée (colonne F)"]
    assert len(inspection.rows) == 1


def test_missing_columns_are_named(inspect, tmp_path):
    path = write(tmp_path / "a.csv", [["Nom", "Prénom", "Référent"], ["Lavande", "Delphine", "Rozenn Genêt"]])
    with pytest.raises(UnreadableFile, match="« Conseiller », « Date d'entrée »"):
        inspect(path)


def test_a_column_said_twice_is_told(inspect, tmp_path):
    header, line = table(BASILE)
    path = write(tmp_path / "a.xlsx", [[*header, "Nom de famille"], [*line, "Autre"]])
    with pytest.raises(UnreadableFile, match="« Nom » et « Nom de famille »"):
        inspect(path)


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


@pytest.mark.django_db
class TestStrangeFiles:
    def refused(self, inspect, path) -> str:
        with pytest.raises(UnreadableFile) as refusal:
            inspect(path)
        return refusal.value.message

    def test_a_picture(self, inspect, tmp_path):
        (path := tmp_path / "a.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
        assert "n'est pas un tableur" in self.refused(inspect, path)

    def test_an_empty_file(self, inspect, tmp_path):
        (path := tmp_path / "a.csv").write_bytes(b"")
        assert "vide" in self.refused(inspect, path)

    def test_only_a_header(self, inspect, tmp_path):
        assert "aucune ligne" in self.refused(inspect, write(tmp_path / "a.xlsx", table(BASILE)[:1]))

    def test_a_blank_sheet(self, inspect, tmp_path):
        assert "vide" in self.refused(inspect, write(tmp_path / "a.xlsx", []))

    def test_a_protected_or_old_workbook(self, inspect, tmp_path):
        (path := tmp_path / "a.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 100)
        assert "mot de passe" in self.refused(inspect, path)

    def test_another_zip(self, inspect, tmp_path):
        assert "n'est pas un tableur" in self.refused(
            inspect, zipped(tmp_path / "a.xlsx", notes_txt="Bonjour")
        )

    def test_a_cut_workbook(self, inspect, sheet):
        path = sheet(BASILE)
        path.write_bytes(path.read_bytes()[:2000])
        assert "abîmé" in self.refused(inspect, path)

    def test_a_workbook_whose_parts_are_not_what_they_say(self, inspect, tmp_path):
        path = zipped(tmp_path / "a.xlsx", xl__workbook_xml="<nothing/>")
        assert "n'est pas un tableur" in self.refused(inspect, path)

    def test_a_bomb_is_not_opened(self, inspect, tmp_path, monkeypatch):
        monkeypatch.setattr("rebond.imports.readers.MAX_UNZIPPED_BYTES", 1_000_000)
        path = zipped(tmp_path / "a.xlsx", xl__workbook_xml=b"\x00" * 2_000_000)
        assert path.stat().st_size < 10_000
        assert "trop gros une fois ouvert" in self.refused(inspect, path)

    def test_entities_that_multiply_are_stopped(self, inspect, tmp_path):
        laughs = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "ha" * 50}">' for i in range(9))
        content = f"<!DOCTYPE x [{laughs}]><x>&a8;</x>"
        path = zipped(
            tmp_path / "a.ods",
            mimetype="application/vnd.oasis.opendocument.spreadsheet",
            **{"META-INF__manifest_xml": "<m/>", "content_xml": content},
        )
        assert "abîmé" in self.refused(inspect, path)

    def test_a_workbook_that_declares_entities_is_refused_before_they_are_read(self, inspect, tmp_path):
        """The library reads them, one after the other, unless defusedxml is installed."""
        write(sound := tmp_path / "sound.xlsx", table(BASILE))
        with zipfile.ZipFile(sound) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
        sheet = parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE worksheet [<!ENTITY a "aaaa">]>' + sheet
        with zipfile.ZipFile(path := tmp_path / "a.xlsx", "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        assert "n'est pas un tableur" in self.refused(inspect, path)

    def test_a_text_document(self, inspect, tmp_path):
        mimetype = "application/vnd.oasis.opendocument.text"
        path = zipped(tmp_path / "a.odt", mimetype=mimetype, content_xml="<x/>")
        assert "n'est pas un tableur" in self.refused(inspect, path)

    def test_too_large(self, inspect, tmp_path):
        with (path := tmp_path / "a.csv").open("wb") as file:
            file.truncate(limits.MAX_FILE_BYTES + 1)
        assert "20 Mo" in self.refused(inspect, path)

    def test_too_long(self, inspect, sheet, monkeypatch):
        monkeypatch.setattr(sheets, "MAX_LINES", 2)
        assert "dépasse 2 lignes" in self.refused(inspect, sheet(BASILE, DELPHINE))


@settings(deadline=None)
@given(st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2))
def test_every_amount_that_we_write_is_read_back(amount):
    assert parse_eur(format_eur(amount)) == amount
    assert parse_eur(format_eur(amount).replace(NARROW_NBSP, " ")) == amount
    assert parse_eur(str(amount)) == amount


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_french_reason(text):
    try:
        assert isinstance(parse_eur(text), Decimal)
    except ValueError as reason:
        assert "montant" in str(reason)  # noqa: PT017


@settings(deadline=None)
@given(st.dates(min_value=date(1900, 3, 1), max_value=date(2200, 1, 1)))
def test_every_date_is_read_back_as_written_in_french_in_iso_or_by_a_spreadsheet(day):
    serial = (day - date(1899, 12, 30)).days
    assert {parse_date(v) for v in (f"{day:%d/%m/%Y}", day.isoformat(), day, serial, float(serial))} == {day}


@settings(deadline=None)
@given(st.one_of(st.text(max_size=20), st.floats(), st.integers()))
def test_anything_else_is_a_date_or_a_french_reason(value):
    try:
        assert isinstance(parse_date(value), date)
    except ValueError as reason:
        assert str(reason).endswith((".", "019."))  # noqa: PT017
