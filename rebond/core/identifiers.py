"""Numbers that name people and businesses: checked, and kept in one written form.

Each `clean_…` returns the canonical form, and raises ValueError with a French reason.
"""

import re

import phonenumbers
from stdnum import luhn

_LA_POSTE_SIREN = "356000000"
_NAF = re.compile(r"([0-9]{2})\.?([0-9]{1,2})([A-Z]?)")
_CAF = re.compile(r"[0-9]{1,8}[A-Z]?")


def clean_siret(value: str) -> str:
    """14 digits with a right key; La Poste's sites sum to a multiple of five instead."""
    digits = re.sub(r"[\s.\u202f]", "", value)
    if not re.fullmatch(r"[0-9]{14}", digits):
        raise ValueError("Un SIRET compte 14 chiffres.")
    if digits.startswith(_LA_POSTE_SIREN):
        valid = luhn.is_valid(digits) or sum(int(d) for d in digits) % 5 == 0
    else:
        valid = luhn.is_valid(digits) and luhn.is_valid(digits[:9])
    if not valid:
        raise ValueError(
            "Ce SIRET n'est pas valide : vérifiez les chiffres, il y a sans doute une erreur de saisie."
        )
    return digits


def clean_caf_number(value: str) -> str:
    """The CAF file number (matricule): up to eight digits, and the letter that some funds add."""
    number = re.sub(r"[\s.\-]", "", value).upper()
    if re.fullmatch(r"[12]\d{12}(\d{2})?", number):
        raise ValueError(
            "Ne saisissez pas de numéro de sécurité sociale : seul le numéro d'allocataire CAF est admis."
        )
    if not _CAF.fullmatch(number):
        raise ValueError("Un numéro d'allocataire compte au plus 8 chiffres, parfois suivis d'une lettre.")
    return number


def clean_phone(value: str, region: str = "FR") -> str:
    """The number in international form (+33…). `region` is the Département's (RE, GP … overseas)."""
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        raise ValueError("Ce numéro de téléphone n'est pas compris.") from None
    # "Possible" and not "valid": the ranges kept for fiction, which the demo uses, are not assigned.
    if not phonenumbers.is_possible_number(number) or re.search(r"[A-Za-z]", value):
        raise ValueError("Ce numéro de téléphone n'a pas le bon nombre de chiffres.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(e164: str) -> str:
    """« 06 39 98 00 01 » for a French number, the international form for another."""
    number = phonenumbers.parse(e164, "FR")
    home = number.country_code == 33
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def clean_naf_code(value: str) -> str:
    """An activity code of NAF rév. 2 (« 14.13Z ») or NAF 2025 (« 14.21Y »), dotted."""
    match = _NAF.fullmatch(re.sub(r"\s", "", value).upper())
    if not match or len(match.group(2)) != 2 or not match.group(3):
        raise ValueError("Un code NAF s'écrit comme 14.13Z.")
    return f"{match.group(1)}.{match.group(2)}{match.group(3)}"


def receives_sms(e164: str) -> bool:
    """Whether a number may be a mobile one. In mainland France those start with 06 or 07."""
    if e164.startswith("+33"):
        return e164[3:4] in ("6", "7")
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(e164, None))
    except phonenumbers.NumberParseException:  # none at all
        return False
    return kind != phonenumbers.PhoneNumberType.FIXED_LINE
