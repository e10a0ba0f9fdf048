"""Columns whose whole set of values is one small, well-known set: `M` proves nothing, `M` and `F` and nothing else do.

The set is judged, not the value, so that few values can speak where no name does.
"""

import re
from collections.abc import Callable, Iterator

from graph_api.classifier import dictionaries
from graph_api.classifier.base import ColumnSample, Evidence, Tier

VERSION = "1"
_MOST = 400  # distinct values that a small set may have
_FEWEST_CODES, _FEWEST_BANDS, _FEWEST_GROUPS = 5, 3, 3
_OLDEST, _GROWN = 120, 50  # years that a band may end with, and that the last of them must reach

_FEWEST_NAMES, _NEARLY_ALL = 5, 0.85
_SIGNS = re.compile(r"[\u4e00-\u9fff]{2,4}\Z|[가-힣]{2,4}\Z")
_GROUP = re.compile(r"(?:A|B|AB|O)[ ]?(?:[+-]|pos(?:itive)?|neg(?:ative)?|Rh[+-])\Z", re.IGNORECASE)
_BAND = re.compile(
    r"(?:(?:under|below|<|<=|≤) ?(?P<to>\d\d?)|(?P<from>\d\d?) ?(?:\+|(?:and|&|or) (?:over|above|older|up|more))"
    r"|(?P<low>\d\d?) ?(?:-|\u2013|to) ?(?P<high>\d\d\d?))(?: ?(?:years?|yrs?))?(?: old)?\Z",
    re.IGNORECASE,
)


def _are_genders(values: frozenset[str]) -> bool:
    rest = values - dictionaries.GENDER_NEUTRAL
    return (
        bool(rest & dictionaries.MALE)
        and bool(rest & dictionaries.FEMALE)
        and rest <= dictionaries.MALE | dictionaries.FEMALE | dictionaries.GENDER_WORDS
    )


def _are_blood_groups(values: frozenset[str]) -> bool:
    """Whether values are ABO groups: `O` or `AB` must be there, for `A+` and `B-` are marks, too."""
    return (
        len(values) >= _FEWEST_GROUPS
        and all(map(_GROUP.match, values))
        and any(each[:1] == "o" or each[:2] == "ab" for each in values)
    )


def _are_ages(values: frozenset[str]) -> bool:
    """Whether values are bands of age: one has no upper end or no lower one, and they reach where no other bands do."""
    bands = [found for each in values if (found := _BAND.match(each))]
    if len(bands) < max(_FEWEST_BANDS, len(values) - 1):
        return False
    ends = [int(each["high"] or each["from"] or each["to"]) for each in bands]
    return any(each["from"] for each in bands) and _GROWN <= max(ends) <= _OLDEST and min(ends) > _FEWEST_BANDS


def _are_asian_names(values: frozenset[str]) -> bool:
    """Whether values are two to four Chinese or Korean signs of which the first are, nearly always, frequent surnames."""
    return (
        len(values) >= _FEWEST_NAMES
        and all(map(_SIGNS.match, values))
        and (sum(each.startswith(dictionaries.ASIAN_SURNAMES) for each in values) >= _NEARLY_ALL * len(values))
    )


def _are_country_codes(values: frozenset[str]) -> bool:
    return len(values) >= _FEWEST_CODES and values <= dictionaries.COUNTRY_CODES_OF_THREE


def _are_state_codes(values: frozenset[str]) -> bool:
    return len(values) >= 2 * _FEWEST_CODES and values <= dictionaries.US_STATE_CODES


_SETS: tuple[tuple[str, str, float, Callable[[frozenset[str]], bool]], ...] = (
    ("gender", "GENDER", 0.75, _are_genders),
    ("blood_group", "MEDICAL", 0.85, _are_blood_groups),
    ("age_band", "AGE", 0.7, _are_ages),
    ("surname", "PERSON_NAME", 0.75, _are_asian_names),
    ("country_code", "LOCATION", 0.75, _are_country_codes),
    ("state_code", "LOCATION", 0.75, _are_state_codes),
)


def detect(sample: ColumnSample) -> Iterator[Evidence]:
    """Yield for which classes the column's values are, all of them, members of a closed set."""
    if not 1 < len(sample.values) <= _MOST or max(map(len, sample.values)) > _MOST:
        return
    values = frozenset(text for value in sample.values if (text := value.strip().casefold()))
    for name, data_class, strength, holds in _SETS:
        if values and holds(values):
            yield Evidence(
                data_class=data_class,
                method=f"pattern.{name}_set",
                version=VERSION,
                tier=Tier.MANUAL,
                strength=strength,
                prevalence=1.0,
                matched=len(values),
                examined=len(values),
                detail="the values are, together, a closed set",
            )
