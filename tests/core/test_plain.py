"""The ground floor: identifiers, dates, money, words."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from rebond.core.dates import add_months, is_working_day, months_between, next_working_day, parse_date
from rebond.core.identifiers import clean_caf_number, clean_naf_code, clean_phone, clean_siret, format_phone
from rebond.core.money import change_rate, format_eur, parse_eur
from rebond.core.text import holds_nir, name_key, normalise, sensitive_subjects

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


# --- Identifiers ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("00000000000018", "00000000000018"),
        ("000 000 000 00018", "00000000000018"),
        ("000.000.000.00018", "00000000000018"),
        ("35600000000048", "35600000000048"),  # La Poste: the ordinary key holds
        ("35600000000011", None),
        ("35600000049837", "35600000049837"),  # La Poste: digits that sum to a multiple of five
    ],
)
def test_siret(typed, kept):
    if kept is None:
        with pytest.raises(ValueError, match="n'est pas valide"):
            clean_siret(typed)
    else:
        assert clean_siret(typed) == kept


@given(st.integers(0, 10**7 - 1), st.integers(0, 9999), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_of_a_siret_is_always_seen(company, site, place, shift):
    siren = f"9{company:07d}"
    siren += luhn.calc_check_digit(siren)
    siret = f"{siren}{site:04d}"
    siret += luhn.calc_check_digit(siret)
    assert clean_siret(siret) == siret
    wrong = siret[:place] + str((int(siret[place]) + shift) % 10) + siret[place + 1 :]
    with pytest.raises(ValueError, match="SIRET"):
        clean_siret(wrong)


@pytest.mark.parametrize("typed", ["", "123", "0000000000001", "0000000000000A", "٠٠٠٠٠٠٠٠٠٠٠٠١٨"])
def test_a_siret_has_fourteen_digits(typed):
    with pytest.raises(ValueError, match="14 chiffres"):
        clean_siret(typed)


@pytest.mark.parametrize(
    ("typed", "kept"), [("1234567", "1234567"), ("123 456-7 a", "1234567A"), ("00012345", "00012345")]
)
def test_caf_number(typed, kept):
    assert clean_caf_number(typed) == kept


@pytest.mark.parametrize("nir", ["1 84 05 35 238 001", "184053523800112", "284053523800112"])
def test_a_social_security_number_is_never_a_caf_number(nir):
    with pytest.raises(ValueError, match="sécurité sociale"):
        clean_caf_number(nir)


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("06 39 98 00 01", "FR", "+33639980001"),
        ("+33 6 39 98 00 01", "FR", "+33639980001"),
        ("0033639980001", "FR", "+33639980001"),
        ("0692 12 34 56", "RE", "+262692123456"),
    ],
)
def test_phone(typed, region, kept):
    assert clean_phone(typed, region) == kept


@pytest.mark.parametrize("typed", ["", "bonjour", "06 39", "0639980001 poste A", "06 39 98 00 01 02 03"])
def test_what_is_not_a_phone_is_refused_in_french(typed):
    with pytest.raises(ValueError, match="téléphone"):
        clean_phone(typed)


@given(st.integers(0, 9999))
def test_a_phone_of_fiction_comes_back_as_it_was(number):
    kept = f"+3363998{number:04d}"
    assert clean_phone(format_phone(kept)) == kept


@pytest.mark.parametrize(
    ("typed", "kept"), [("14.13Z", "14.13Z"), ("1413z", "14.13Z"), (" 96.02 a", "96.02A")]
)
def test_naf_code(typed, kept):
    assert clean_naf_code(typed) == kept


@pytest.mark.parametrize("typed", ["14", "14.13", "14.1Z", "AA.13Z", "14.13ZZ"])
def test_a_wrong_naf_code_is_told(typed):
    with pytest.raises(ValueError, match=r"14\.13Z"):
        clean_naf_code(typed)


# --- Dates --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2019, 3, 11), 3, date(2019, 6, 11)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2019, 11, 30), 3, date(2020, 2, 29)),
        (date(2020, 3, 31), -1, date(2020, 2, 29)),
        (date(2019, 12, 15), 1, date(2020, 1, 15)),
    ],
)
def test_months_add_up(start, months, end):
    assert add_months(start, months) == end


@given(DAYS, st.integers(0, 120))
def test_months_between_undoes_add_months(start, months):
    elapsed = months_between(start, add_months(start, months))
    assert elapsed == months
    assert months_between(add_months(start, months), start) == -months


@given(DAYS)
def test_the_next_working_day_is_one_and_close(day):
    found = next_working_day(day)
    assert is_working_day(found)
    assert 0 <= (found - day).days <= 5


@pytest.mark.parametrize(
    "day", [date(2026, 11, 22), date(2026, 7, 14), date(2027, 3, 29), date(2026, 12, 25), date(2027, 1, 1)]
)
def test_sundays_and_holidays_are_not_worked(day):
    assert not is_working_day(day)


@pytest.mark.parametrize(
    "typed",
    [
        "12/03/2019",
        "12.3.2019",
        "12-03-2019",
        "2019-03-12",
        "2019-03-12 00:00:00",
        date(2019, 3, 12),
        datetime(2019, 3, 12, 15),  # noqa: DTZ001 - as spreadsheets give them
        43536,
        43536.0,
    ],
)
def test_dates_as_people_write_them(typed):
    assert parse_date(typed) == date(2019, 3, 12)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("31/02/2019", "n'existe pas"),
        ("12/03/19", "quatre chiffres"),
        ("mars 2019", "comprise"),
        ("2019-03-12 15:30", "comprise"),
        (43536.5, "tableur"),
        (-1, "tableur"),
        (True, "comprise"),
    ],
)
def test_what_is_not_a_date_says_why(typed, reason):
    with pytest.raises(ValueError, match=reason):
        parse_date(typed)


@given(DAYS)
def test_a_date_is_read_back_in_every_form(day):
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y"):
        assert parse_date(day.strftime(form)) == day


# --- Money --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "eur"),
    [
        ("1 250,50 €", "1250.50"),
        ("1\u202f250,50\u00a0€", "1250.50"),
        ("1250.5", "1250.50"),
        ("1.250", "1250.00"),
        ("1.250,5", "1250.50"),
        ("-12", "-12.00"),
        (1250.5, "1250.50"),
        ("300 euros", "300.00"),
    ],
)
def test_amounts_as_people_write_them(typed, eur):
    assert parse_eur(typed) == Decimal(eur)


@pytest.mark.parametrize("typed", ["", "douze", "1,2,3", "12 5", "1 250,505", True, "12 $"])
def test_what_is_not_an_amount_is_refused(typed):
    with pytest.raises(ValueError, match="montant"):
        parse_eur(typed)


@given(st.decimals(Decimal(-9999999), Decimal(9999999), places=2))
def test_an_amount_is_read_back_as_it_was_written(amount):
    assert parse_eur(format_eur(amount)) == amount


@pytest.mark.parametrize(
    ("before", "after", "rate"),
    [("2400", "4200", "0.75"), ("100", "50", "-0.5"), ("0", "50", None), ("-5", "5", None)],
)
def test_change_rate(before, after, rate):
    found = change_rate(Decimal(before), Decimal(after))
    assert found == (Decimal(rate) if rate else None)


# --- Words --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "plain"),
    [("  Émilie  LE-GÖFF ", "emilie le goff"), ("Œillet", "oeillet"), ("", ""), ("L’Été", "l ete")],
)
def test_normalise(text, plain):
    assert normalise(text) == plain


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(), st.text())
def test_swapped_names_meet(first, last):
    assert name_key(first, last) == name_key(last, first)


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Elle est en dépression.", ["la santé"]),
        ("Sortie de prison, très croyante", ["la justice"]),
        ("Il a peu de clients.", []),
        ("Des racines familiales ici, une course à pied", []),
        ("Voilier à réparer", []),
    ],
)
def test_sensitive_subjects_are_noticed(text, subjects):
    assert sensitive_subjects(text) == subjects


@pytest.mark.parametrize(
    "text", ["1 84 05 35 238 001 12", "son numéro 184053523800112.", "2 84 05 2A 238 001"]
)
def test_a_social_security_number_is_seen(text):
    assert holds_nir(text)


@pytest.mark.parametrize("text", ["06 39 98 00 01", "00000000000018", "CA de 12 000 en 2018", "1845"])
def test_other_numbers_are_not(text):
    assert not holds_nir(text)
