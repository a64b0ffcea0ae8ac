"""Words: normalised for searching and matching, watched for what must not be written."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^a-z0-9]+")
#: Sex, year, month, département (2A and 2B in Corsica), commune, order, and perhaps the key of two digits.
_NIR_LIKE = re.compile(
    r"(?<!\d)[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)[ .]?(?:\d{2}|2[AB])[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?(?!\d)",
    re.IGNORECASE,
)

#: Words that announce what free text must not hold: health, justice, religion, politics, intimacy (D4).
_SENSITIVE = {
    "la santé": "cancer|depressi(?:on|f|ve)|bipolaire|schizophr\\w*|maladies?|handicap\\w*|rqth|hopital|psychiatr\\w*"
    "|addict\\w*|alcool\\w*|drogue\\w*|toxicoman\\w*|grossesse|enceinte|cancereu\\w+|sida|vih",
    "la justice": "prison|condamn\\w*|garde a vue|casier judiciaire|detenu\\w*|incarcer\\w*|delit|plainte",
    "la religion": "musulman\\w*|catholique\\w*|juif|juive|religi\\w*|voile|protestant\\w*|bouddhist\\w*",
    "la vie sexuelle": "homosexuel\\w*|lesbienne\\w*|gay|bisexuel\\w*|transgenre\\w*",
    "l'origine ou les opinions": "ethni\\w*|race|syndicaliste|sympathisant\\w*|militant\\w*",
}
_SENSITIVE_PATTERNS = {subject: re.compile(rf"\b(?:{words})\b") for subject, words in _SENSITIVE.items()}


def normalise(text: str) -> str:
    """Lower case, no accents, single spaces: what is compared when accents and case do not matter."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", letters.casefold()).strip()


def name_key(*names: str) -> str:
    """The words of a name in alphabetical order, so that swapped first and family names meet."""
    return " ".join(sorted(normalise(" ".join(names)).split()))


def sensitive_subjects(text: str) -> list[str]:
    """The sensitive subjects that a free text seems to touch, in French; a warning, never a refusal (D4)."""
    plain = normalise(text)
    return [subject for subject, pattern in _SENSITIVE_PATTERNS.items() if pattern.search(plain)]


def without_nir(text: str) -> str:
    """The text with what seems to be a social security number taken out: it must be kept nowhere (D7)."""
    return _NIR_LIKE.sub("[numéro retiré]", text)


def holds_nir(text: str) -> bool:
    """Whether the text seems to hold a social security number, with its key or without (D7)."""
    return bool(_NIR_LIKE.search(text))
