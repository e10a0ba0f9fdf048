"""Values as they are seen: what is invisible in a text, or only another way to write a character, hides nothing."""

import unicodedata
from dataclasses import replace

from graph_api.classifier.base import ColumnSample

_LONGEST = 2_000  # characters of a value that are looked at; detectors read no further


def visible(value: str) -> str:
    """Return `value` in NFKC (full-width digits are digits) without zero-width characters, direction marks and soft hyphens.

    Looks at the first 2,000 characters; what comes after is left as it is.
    """
    if value.isascii():
        return value
    seen = unicodedata.normalize("NFKC", value[:_LONGEST])
    return "".join(each for each in seen if unicodedata.category(each) != "Cf") + value[_LONGEST:]


def as_seen(sample: ColumnSample) -> ColumnSample:
    """Return the sample with its values as they are seen, each once; itself where all are plain ASCII."""
    if all(map(str.isascii, sample.values)):
        return sample
    return replace(sample, values=tuple(dict.fromkeys(map(visible, sample.values))))
