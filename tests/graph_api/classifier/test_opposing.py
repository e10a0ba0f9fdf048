"""What numbers are instead speaks against what their name says."""

import pytest

from graph_api.classifier import ColumnSample, classify, detect

BOOKS = ("978-0-306-40615-7", "978-3-16-148410-0", "9780262033848", "9780131103627", "9780596007126")
PARCELS = tuple(f"1Z999AA1{n:010d}" for n in range(100, 120))
MOMENTS = tuple(str(1_600_000_000 + n * 86_413) for n in range(40))
SEQUENCE = tuple(str(5_000_000 + n) for n in range(60))


@pytest.mark.parametrize(
    ("form", "values"), [("isbn", BOOKS), ("tracking", PARCELS), ("epoch", MOMENTS), ("sequence", SEQUENCE)]
)
def test_values_of_another_form_speak_against(form, values):
    against = [
        each for each in detect(ColumnSample("t", "account_number", values)) if each.method == f"opposing.{form}"
    ]
    assert against
    assert all(each.against for each in against)
    assert "BANK_ACCOUNT" in {each.data_class for each in against}


def test_a_sequence_is_surely_no_column_of_bank_accounts():
    random = tuple(str(10_000_000 + n * n * 7919 % 80_000_000) for n in range(60))

    def confidence(values):
        return next((each.confidence for each in classify(ColumnSample("t", "account_number", values))), 0)

    assert confidence(SEQUENCE) < confidence(random)
