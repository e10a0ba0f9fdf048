"""Forms of values that speak for themselves: anchored to the whole value, with validators where a form has them.

`recognise` looks at one value; `detect` counts over a column's distinct values. A rule finds a value VALID or only of the
right FORM (a card number whose check digit is wrong): form without validity speaks against the class, unless the column's
name states it, because real identifiers pass their own checks and chance does not.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph_api.classifier.base import ColumnSample, Evidence, Tier
from graph_api.classifier.forms import recognise
from graph_api.classifier.masking import mask, mask_card, mask_email

VERSION = "2"
EXAMPLES = 3  # masked examples kept with evidence
_NOT_OPAQUE = ("MEDICAL_ID", "NATIONAL_ID", "PERSON_NAME", "USERNAME", "PHONE", "BANK_ACCOUNT", "MEDICAL")
_MOST_CALLS = 200  # values that the slow phone library judges for each column


@dataclass(frozen=True, slots=True)
class Rule:
    """One form. `strength` is of a column where every value matches.

    `rare` rules count at any prevalence, as nothing else has their form; the others from `floor` on.
    """

    name: str
    data_class: str
    strength: float
    rare: bool = False
    floor: float = 0.6
    mask: Callable[[str], str] = mask


RULES = {
    rule.name: rule
    for rule in (
        Rule("email", "EMAIL", 0.97, rare=True, mask=mask_email),
        Rule("phone_international", "PHONE", 0.88, rare=True),
        Rule("phone_separated", "PHONE", 0.75),
        Rule("card", "CREDIT_CARD", 0.95, rare=True, mask=mask_card),
        Rule("iban", "IBAN", 0.97, rare=True),
        Rule("ssn", "US_SSN", 0.8),
        Rule("ipv4", "IP_ADDRESS", 0.93, rare=True),
        Rule("ipv6", "IP_ADDRESS", 0.95, rare=True),
        Rule("imei", "DEVICE_ID", 0.8, floor=0.9),
        Rule("mac", "MAC_ADDRESS", 0.93, rare=True),
        Rule("url", "URL", 0.95),
        Rule("domain", "URL", 0.75, floor=0.8),
        Rule("vin", "VIN", 0.93),
        Rule("secret", "PASSWORD", 0.9, rare=True),
        Rule("wallet", "CRYPTO_WALLET", 0.95, rare=True),
        Rule("wallet_hex", "CRYPTO_WALLET", 0.8),
        Rule("geojson", "GEO_COORDINATES", 0.93),
        Rule("coordinate_pair", "GEO_COORDINATES", 0.8),
        Rule("degrees", "GEO_COORDINATES", 0.9),
        Rule("zip_plus_four", "LOCATION", 0.7, floor=0.8),
        Rule("street", "STREET_ADDRESS", 0.75, floor=0.5),
        Rule("country", "LOCATION", 0.7, floor=0.8),
        Rule("us_state", "LOCATION", 0.7, floor=0.8),
        Rule("handle", "USERNAME", 0.8, floor=0.8),
        Rule("aged_date", "DATE_OF_BIRTH", 0.8, floor=0.6),
        Rule("clinical", "MEDICAL", 0.85, floor=0.3),
        Rule("gender_words", "GENDER", 0.7, floor=0.9),
        Rule("uuid", "", 0.95),
        Rule("hash", "", 0.9),
    )
}


def _valid_phones(texts: Sequence[str]) -> float:
    """Return the share of `texts` that the numbering plans know, judged on the first 200."""
    import phonenumbers  # noqa: PLC0415 - slow to import, and rarely needed

    good = 0
    judged = texts[:_MOST_CALLS]
    for text in judged:
        try:
            number = phonenumbers.parse(text if text[0] != "0" else "+" + text[2:], "US")
        except phonenumbers.NumberParseException:
            continue
        good += phonenumbers.is_possible_number(number)
    return good / len(judged)


def detect(sample: ColumnSample) -> list[Evidence]:
    """Return what the distinct values say by themselves: at most one piece of evidence for each rule.

    Only VALID values count. Where FORM without validity is as frequent as chance would make it, the evidence is `against`.
    """
    values = tuple(dict.fromkeys(sample.values))
    valid: Counter[str] = Counter()
    formed: Counter[str] = Counter()
    kept: dict[str, list[str]] = {}
    for value in values:
        for name, is_valid in recognise(value):
            if is_valid:
                valid[name] += 1
                if valid[name] <= _MOST_CALLS:
                    kept.setdefault(name, []).append(value.strip())
            else:
                formed[name] += 1
    found = (
        _weigh(RULES[name], valid[name], formed[name], len(values), kept.get(name, ()))
        for name in sorted(valid | formed)
    )
    return [*(each for each in found if each is not None), *_counter(valid, len(values))]


def _weigh(rule: Rule, valid: int, formed: int, examined: int, kept: Sequence[str]) -> Evidence | None:
    """Turn the counts of one rule into evidence; None where they say nothing."""
    if not rule.data_class:
        return None
    passed = valid / (valid + formed)
    chance = passed < 0.5 and valid + formed > 1  # noqa: PLR2004 - well above what random digits pass
    counted = formed if chance else valid
    if not chance and (valid == 0 or (not rule.rare and valid / examined < rule.floor)):
        return None
    strength = rule.strength * (1 - passed if chance else passed)
    if rule.data_class == "PHONE":
        strength *= _valid_phones(kept)
    return Evidence(
        data_class=rule.data_class,
        method=f"pattern.{rule.name}",
        version=VERSION,
        tier=Tier.MANUAL,
        strength=round(strength, 3),
        prevalence=round(counted / examined, 4),
        matched=counted,
        examined=examined,
        against=chance,
        detail="the form without its check digits" if chance else "whole value",
        examples=() if chance else tuple(rule.mask(each) for each in kept[:EXAMPLES]),
    )


def _counter(valid: Counter[str], examined: int) -> list[Evidence]:
    """Say what UUIDs and hashes are not, for each class they could be mistaken for."""
    return [
        Evidence(
            data_class=data_class,
            method=f"pattern.{name}",
            version=VERSION,
            tier=Tier.MANUAL,
            strength=RULES[name].strength,
            prevalence=round(valid[name] / examined, 4),
            matched=valid[name],
            examined=examined,
            against=True,
            detail=f"values are {name} strings",
        )
        for name in ("uuid", "hash")
        if examined and valid[name] / examined >= RULES[name].floor
        for data_class in _NOT_OPAQUE
    ]
