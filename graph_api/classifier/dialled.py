"""Telephone numbers as they are dialled inside one country: no form of their own, but a column of them is valid in one numbering plan."""

import re
from collections.abc import Sequence

from graph_api.classifier.base import ColumnSample, Evidence, Tier
from graph_api.classifier.masking import mask

METHOD = "pattern.phone_national"
VERSION = "1"
STRENGTH, OF_DIGITS_ALONE = (
    0.82,
    0.6,
)  # the latter: ten digits that America's plan allows, and nothing written between them
_FEWEST, _MOSTLY, _JUDGED = 3, 0.85, 24  # values, share of them that must agree, and how many the slow library judges
_FEWEST_ALONE = 5
_WRITTEN = re.compile(
    r"(?:(?:tel|phone|ph|fax|mob(?:ile)?)\.?:? ?)?(?P<it>\(?0\d{1,5}\)?[ ./-]{1,3}\d[\d ./-]{4,12}\d|0[1-9]\d{8,9})\Z",
    re.IGNORECASE,
)
_ALONE = re.compile(r"[2-9]\d{2}[2-9]\d{6}\Z")
_DATE = re.compile(r"\d\d?[./-]\d\d?[./-]\d{2,4}\Z")
_REGIONS = ("GB", "AU", "DE", "FR", "IT", "NL", "IN", "JP", "BR", "ES", "SE", "CH", "AT", "BE", "IE", "NZ", "ZA", "TR", "KR", "ID", "MY", "TH", "VN", "NG", "KE",
            "IL", "UA", "RO", "FI", "PK", "EG", "AR", "PH", "CN", "TW", "HR", "SI", "SK", "BG", "RS")  # fmt: skip


def _valid_in(texts: Sequence[str], regions: Sequence[str]) -> float:
    """Return the largest share of `texts` that one of `regions` knows as numbers."""
    import phonenumbers  # noqa: PLC0415 - slow to import, and rarely needed

    best = 0.0
    for region in regions:
        good = 0
        for seen, text in enumerate(texts, 1):
            try:
                good += phonenumbers.is_valid_number(phonenumbers.parse(text, region))
            except phonenumbers.NumberParseException:
                continue
            if seen - good > (1 - _MOSTLY) * len(texts):
                break
        best = max(best, good / len(texts))
        if best >= _MOSTLY:
            break
    return best


def detect(sample: ColumnSample) -> list[Evidence]:
    """Return one piece of evidence where nearly all values are local numbers of one country."""
    texts = tuple(dict.fromkeys(text for value in sample.values if (text := value[:40].strip())))
    if len(texts) < _FEWEST:
        return []
    written = [found["it"] for text in texts if (found := _WRITTEN.match(text)) and not _DATE.match(text)]
    alone = [] if written else [text for text in texts if _ALONE.match(text)]
    looked_at, regions, strength = (written, _REGIONS, STRENGTH) if written else (alone, ("US",), OF_DIGITS_ALONE)
    if len(looked_at) < _MOSTLY * len(texts) or len(looked_at) < (_FEWEST if written else _FEWEST_ALONE):
        return []
    share = _valid_in(looked_at[:_JUDGED], regions)
    if share < _MOSTLY:
        return []
    return [
        Evidence(
            data_class="PHONE",
            method=METHOD,
            version=VERSION,
            tier=Tier.MANUAL,
            strength=round(strength * share, 3),
            prevalence=round(len(looked_at) / len(texts), 4),
            matched=len(looked_at),
            examined=len(texts),
            detail="valid in one country's numbering plan",
            examples=tuple(mask(each) for each in looked_at[:3]),
        )
    ]
