"""How an example may be shown: its form, never its content."""

_SHOWN = 40  # characters of an example at most
_KEPT = frozenset(" -_./:;,#+()@")


def mask(value: str) -> str:
    """Return `value` with all but plain punctuation as stars: `***-**-****`."""
    return "".join(each if each in _KEPT else "*" for each in value[:_SHOWN])


def mask_email(value: str) -> str:
    """Return an e-mail address as first letters and top-level domain: `a***@e***.com`."""
    local, _, domain = value.rpartition("@")
    host, _, top = domain.rpartition(".")
    return f"{local[:1]}***@{host[:1]}***.{top[:6]}"


def mask_card(value: str) -> str:
    """Return a card number as its last four digits: `**** **** **** 1111`."""
    digits = [each for each in value if each.isdigit()]
    return "**** **** **** " + "".join(digits[-4:])
