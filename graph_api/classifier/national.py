"""Numbers that a state or a health system gives to a person, by country, each with its form and its check. Pure.

From the issuers' published rules. Where a number holds a birth date, the date is checked too. Numbers that are
`sure` (two check digits, or a date and one) speak by themselves; others only where a name states the class.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import NamedTuple

from graph_api.classifier.base import ColumnSample, Evidence, Tier

VERSION = "2"
_GLANCE = 20  # values in which every form is looked for; in the others only what was seen there
_HALF = 0.5
_MANY = 8  # values that all pass a check of their own kind: of ten digits one in ten does by chance
_FEWEST, _NEARLY_ALL = 5, 0.9  # values, and share of them, that speak without a name


class Form(NamedTuple):
    """One country's number: `pattern` matches without separators; `check` sees digits and letters only, in upper case."""

    data_class: str
    pattern: re.Pattern[str]
    check: Callable[[str], bool]
    sure: bool


def _sum(text: str, weights: Sequence[int]) -> int:
    return sum(int(each) * weight for each, weight in zip(text, weights, strict=False))


def _date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _short_date(text: str, order: str = "ymd") -> bool:
    """Whether six digits are a date of some century, in the order of `order`."""
    part = {key: int(text[2 * place : 2 * place + 2]) for place, key in enumerate(order)}
    return any(_date(century + part["y"], part["m"], part["d"]) for century in (1900, 2000))


def _luhn(text: str) -> bool:
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    return (sum(map(int, text[-1::-2])) + sum(doubled[int(each)] for each in text[-2::-2])) % 10 == 0


_FIVE, _TEN = 5, 10


def _dihedral(a: int, b: int) -> int:
    """Return the product of two elements of the dihedral group of order ten, which Verhoeff's check digit is made of."""
    if a < _FIVE:
        return (a + b) % _FIVE if b < _FIVE else (a + b) % _FIVE + _FIVE
    return (a - b) % _FIVE + _FIVE if b < _FIVE else (a - b) % _FIVE


_VERHOEFF_TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _verhoeff(text: str) -> bool:
    check = 0
    turned = list(range(10))
    for digit in reversed(text):
        check = _dihedral(check, turned[int(digit)])
        turned = [turned[each] for each in _VERHOEFF_TURN]
    return check == 0


def _cpf(text: str) -> bool:
    first = _sum(text, range(10, 1, -1)) * 10 % 11 % 10
    second = _sum(text[:10], range(11, 1, -1)) * 10 % 11 % 10
    return text[9:] == f"{first}{second}" and len(set(text)) > 1


def _fodselsnummer(text: str) -> bool:
    day = int(text[0]) % 4 * 10 + int(text[1])
    return (
        _short_date(f"{day:02d}{text[2:6]}", "dmy")
        and _sum(text, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
        and _sum(text, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    )


def _pesel(text: str) -> bool:
    month = int(text[2:4]) % 20
    return _short_date(f"{text[:2]}{month:02d}{text[4:6]}") and _sum(text, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def _nir(text: str) -> bool:
    digits = text.replace("2A", "19", 1).replace("2B", "18", 1) if text[5:7] in {"2A", "2B"} else text
    return digits.isdigit() and 97 - int(digits[:13]) % 97 == int(digits[13:])


def _steuer_id(text: str) -> bool:
    product = 10
    for digit in text[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(text[10]) and 2 <= 11 - len(set(text[:10])) <= 4  # noqa: PLR2004 - one digit repeats


def _codice_fiscale(text: str) -> bool:
    odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
    total = 0
    for place, each in enumerate(text[:15]):
        value = int(each) if each.isdigit() else ord(each) - 65
        total += value if place % 2 else odd[value]
    return chr(65 + total % 26) == text[15]


def _resident_id(text: str) -> bool:
    total = _sum(text[:17], (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
    return _date(int(text[6:10]) or 1, int(text[10:12]), int(text[12:14])) and "10X98765432"[total % 11] == text[17]


def _turkish(text: str) -> bool:
    odd, even = sum(map(int, text[0:9:2])), sum(map(int, text[1:8:2]))
    return (7 * odd - even) % 10 == int(text[9]) and sum(map(int, text[:10])) % 10 == int(text[10])


def _belgian(text: str) -> bool:
    body, check = text[:9], int(text[9:])
    return 97 - int(body) % 97 == check or 97 - int("2" + body) % 97 == check


def _mod_letter(letters: str, size: int) -> Callable[[str], bool]:
    return lambda text: letters[int(text[:size]) % len(letters)] == text[size]


def _nie(text: str) -> bool:
    return _mod_letter("TRWAGMYFPDXBNJZSQVHLCKE", 8)(str("XYZ".index(text[0])) + text[1:])


def _cnp(text: str) -> bool:
    control = _sum(text[:12], (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return _short_date(text[1:7]) and (1 if control == 10 else control) == int(text[12])  # noqa: PLR2004 - the rule


def _egn(text: str) -> bool:
    month = int(text[2:4]) % 20
    return _short_date(f"{text[:2]}{month:02d}{text[4:6]}") and _sum(
        text, (2, 4, 8, 5, 10, 9, 7, 3, 6)
    ) % 11 % 10 == int(text[9])


def _hetu(text: str) -> bool:
    return (
        _short_date(text[:6], "dmy") and "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(text[:6] + text[7:10]) % 31] == text[10]
    )


def _curp(text: str) -> bool:
    values = "0123456789ABCDEFGHIJKLMN_OPQRSTUVWXYZ"
    total = sum(values.index(each) * (18 - place) for place, each in enumerate(text[:17]))
    return text[17].isdigit() and (10 - total % 10) % 10 == int(text[17])


def _rut(text: str) -> bool:
    total = _sum(text[-2::-1], (2, 3, 4, 5, 6, 7) * 2)
    return "0123456789K0"[11 - total % 11] == text[-1]


def _singapore(text: str) -> bool:
    total = _sum(text[1:8], (2, 7, 6, 5, 4, 3, 2)) + (4 if text[0] in "TG" else 0)
    return ("JZIHGFEDCBA" if text[0] in "ST" else "XWUTRQPNMLK")[total % 11] == text[8]


def _nhs(text: str) -> bool:
    return (11 - _sum(text[:9], range(10, 1, -1)) % 11) % 11 == int(text[9])


def _dea(text: str) -> bool:
    digits = [int(each) for each in text[2:]]
    return (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


def _korean(text: str) -> bool:
    total = _sum(text[:12], (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5))
    return _short_date(text[:6]) and (11 - total % 11) % 10 == int(text[12])


def _always(_text: str) -> bool:
    return True


def _form(pattern: str, check: Callable[[str], bool], *, sure: bool, data_class: str = "NATIONAL_ID") -> Form:
    return Form(data_class, re.compile(pattern), check, sure)


FORMS: dict[str, Form] = {
    "br_cpf": _form(r"\d{11}\Z", _cpf, sure=True),
    "no_fodselsnummer": _form(r"\d{11}\Z", _fodselsnummer, sure=True),
    "pl_pesel": _form(r"\d{11}\Z", _pesel, sure=True),
    "tr_kimlik": _form(r"[1-9]\d{10}\Z", _turkish, sure=True),
    "be_number": _form(r"\d{11}\Z", _belgian, sure=True),
    "de_steuer_id": _form(r"[1-9]\d{10}\Z", _steuer_id, sure=False),
    "fr_nir": _form(r"[12]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{8}\Z", _nir, sure=True),
    "it_codice_fiscale": _form(r"[A-Z]{6}[\dL-V]{2}[A-EHLMPR-T][\dL-V]{2}[A-Z][\dL-V]{3}[A-Z]\Z", _codice_fiscale, sure=True),
    "es_dni": _form(r"\d{8}[A-Z]\Z", _mod_letter("TRWAGMYFPDXBNJZSQVHLCKE", 8), sure=True),
    "es_nie": _form(r"[XYZ]\d{7}[A-Z]\Z", _nie, sure=True),
    "cn_resident": _form(r"[1-8]\d{16}[\dX]\Z", _resident_id, sure=True),
    "fi_hetu": _form(r"\d{6}[-+A]\d{3}[0-9A-Y]\Z", _hetu, sure=True),
    "ro_cnp": _form(r"[1-9]\d{12}\Z", _cnp, sure=True),
    "bg_egn": _form(r"\d{10}\Z", _egn, sure=True),
    "mx_curp": _form(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\Z", _curp, sure=True),
    "cl_rut": _form(r"\d{7,8}[\dK]\Z", _rut, sure=False),
    "sg_nric": _form(r"[STFG]\d{7}[A-Z]\Z", _singapore, sure=True),
    "in_aadhaar": _form(r"[2-9]\d{11}\Z", _verhoeff, sure=False),
    "in_pan": _form(r"[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]\Z", _always, sure=True),
    "gb_nino": _form(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]\Z", _always, sure=True),
    "se_personnummer": _form(r"(?:19|20)?\d{10}\Z", lambda text: _short_date(text[-10:-4]) and _luhn(text[-10:]), sure=True),
    "za_id": _form(r"\d{13}\Z", lambda text: _short_date(text[:6]) and text[10] in "01" and _luhn(text), sure=True),
    "nl_bsn": _form(r"\d{9}\Z", lambda text: _sum(text, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0, sure=False),
    "ca_sin": _form(r"[1-79]\d{8}\Z", _luhn, sure=False),
    "au_tfn": _form(r"\d{9}\Z", lambda text: _sum(text, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0, sure=False),
    "ch_ahv": _form(r"756\d{10}\Z", lambda text: _sum(text, (1, 3) * 7) % 10 == 0, sure=True),
    "kr_rrn": _form(r"\d{13}\Z", _korean, sure=True),
    "gb_nhs": _form(r"\d{10}\Z", _nhs, sure=False, data_class="MEDICAL_ID"),
    "us_npi": _form(r"[12]\d{9}\Z", lambda text: _luhn("80840" + text), sure=False, data_class="MEDICAL_ID"),
    "us_dea": _form(r"[ABFGMPR][A-Z9]\d{7}\Z", _dea, sure=True, data_class="MEDICAL_ID"),
}  # fmt: skip
_TELLING = frozenset({"us_npi", "in_aadhaar", "nl_bsn", "de_steuer_id"})  # checks that little else has
_SEPARATORS = re.compile(r"[ ./-]")
_LONGEST = 24


def recognise(value: str, among: Collection[str] = FORMS) -> list[str]:
    """Return the names of the forms, of those `among`, that `value` has and whose check it passes."""
    if not 8 <= len(value) <= _LONGEST:  # noqa: PLR2004 - the shortest form
        return []
    text = value.strip().upper()
    plain = _SEPARATORS.sub("", text)
    if not plain.isascii() or not any(map(str.isdigit, plain)):
        return []
    return [name for name in among if _has(FORMS[name], text if name == "fi_hetu" else plain)]


def _has(form: Form, text: str) -> bool:
    return form.pattern.match(text) is not None and form.check(text)


def detect(sample: ColumnSample, classes: Collection[str]) -> list[Evidence]:
    """Return which countries' numbers the distinct values are: at most one piece of evidence for each class.

    Where a name states the class, any country's number counts; else one country's must explain nearly all values, and where one
    digit is all its check, every one of the first twenty.
    """
    texts = tuple(dict.fromkeys(sample.values))
    first = texts[:_GLANCE]
    seen = Counter(name for text in first for name in recognise(text))
    found: list[Evidence] = []
    for data_class in ("NATIONAL_ID", "MEDICAL_ID"):
        named = data_class in classes
        likely = [
            name
            for name, count in seen.items()
            if FORMS[name].data_class == data_class
            and (
                named
                or (FORMS[name].sure and count >= _HALF * len(first))
                or (name in _TELLING and len(first) >= _MANY and count == len(first))
            )
        ]
        if not likely:
            continue
        hits = [each for text in texts if (each := recognise(text, likely))]
        best, most = Counter(name for each in hits for name in each).most_common(1)[0]
        matched = len(hits) if named else most
        share = matched / len(texts)
        if (named and share >= _HALF) or (matched >= _FEWEST and share >= _NEARLY_ALL):
            found.append(
                Evidence(
                    data_class=data_class,
                    method=f"{'checksum' if named else 'pattern'}.{best}",
                    version=VERSION,
                    tier=Tier.MANUAL,
                    strength=0.9,
                    prevalence=round(share, 4),
                    matched=matched,
                    examined=len(texts),
                    detail="form and check digits",
                )
            )
    return found
