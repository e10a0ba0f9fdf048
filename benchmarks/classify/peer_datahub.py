"""datahub-classify on columns, with its reference configuration; it would download a model, so it gets a blank one."""

import json
import sys
import warnings

import spacy

warnings.filterwarnings("ignore")
spacy.load = lambda *_, **__: spacy.blank("en")

from datahub_classify.helper_classes import ColumnInfo, Metadata  # noqa: E402
from datahub_classify.infotype_predictor import predict_infotypes  # noqa: E402
from datahub_classify.reference_input import input1  # noqa: E402

LABELS = {
    "Email_Address": "EMAIL",
    "Gender": "GENDER",
    "Credit_Debit_Card_Number": "CREDIT_CARD",
    "Phone_Number": "PHONE",
    "Street_Address": "STREET_ADDRESS",
    "Full_Name": "PERSON_NAME",
    "Age": "AGE",
    "IBAN": "IBAN",
    "US_Social_Security_Number": "US_SSN",
    "Vehicle_Identification_Number": "VIN",
    "IP_Address_v4": "IP_ADDRESS",
    "IP_Address_v6": "IP_ADDRESS",
    "US_Driving_License_Number": "US_DRIVER_LICENSE",
    "Swift_Code": "SWIFT_BIC",
}
for line in sys.stdin:
    case = json.loads(line)
    about = Metadata({"Name": case["column_name"], "Description": "", "Datatype": "str", "Dataset_Name": case["table"]})
    values = [str(each) for each in case["values"] if each is not None]
    said = (
        predict_infotypes([ColumnInfo(about, values)], 0.6, input1, minimum_values_threshold=1)[0].infotype_proposals
        or []
    )
    print(
        json.dumps(
            {
                "id": case["id"],
                "labels": [{"label": LABELS[each.infotype], "confidence": each.confidence_level} for each in said],
            }
        )
    )
