"""Value patterns that look like others."""

from graph_api.classifier import classify
from graph_api.classifier.base import ColumnSample, State


def test_imeis_are_devices_and_not_the_phones_they_look_like():
    """15 digits with a check digit, some of which begin like an international call prefix."""

    def imei(stem: int) -> str:
        digits = f"{stem:014d}"
        odd = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[1::2])
        return digits + str(-(odd + sum(map(int, digits[::2]))) % 10)

    values = tuple(imei(stem) for stem in range(490_154_203_237_00, 490_154_203_238_00)) + tuple(
        map(imei, range(1_017_600_614_800, 1_017_600_614_900))
    )
    decided = {each.data_class: each.state for each in classify(ColumnSample("tills", "serial", values))}
    assert decided == {"DEVICE_ID": State.CONFIRMED}
    wrong = tuple(f"{value[:-1]}{(int(value[-1]) + 1) % 10}" for value in values[:100])
    assert classify(ColumnSample("tills", "serial", wrong)) == []
