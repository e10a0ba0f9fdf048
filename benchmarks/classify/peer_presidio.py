"""presidio-analyzer on columns: a class is said where at least half of the first 50 distinct values have it."""

import json
import sys
from collections import Counter

import spacy
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import SpacyNlpEngine

LABELS = {
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "PERSON": "PERSON_NAME",
    "LOCATION": "LOCATION",
    "CREDIT_CARD": "CREDIT_CARD",
    "IBAN_CODE": "IBAN",
    "US_SSN": "US_SSN",
    "IP_ADDRESS": "IP_ADDRESS",
    "URL": "URL",
    "CRYPTO": "CRYPTO_WALLET",
    "US_PASSPORT": "PASSPORT",
    "US_DRIVER_LICENSE": "US_DRIVER_LICENSE",
    "US_BANK_NUMBER": "BANK_ACCOUNT",
    "NRP": "ETHNICITY",
    "MEDICAL_LICENSE": "MEDICAL_ID",
    "UK_NHS": "MEDICAL_ID",
    "UK_NINO": "NATIONAL_ID",
    "ES_NIF": "NATIONAL_ID",
    "IT_FISCAL_CODE": "NATIONAL_ID",
    "SG_NRIC_FIN": "NATIONAL_ID",
}


class Blank(SpacyNlpEngine):
    """A pipeline without a pretrained model."""

    def load(self) -> None:
        self.nlp = {"en": spacy.blank("en")}


engine = Blank()
engine.load()
analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
for line in sys.stdin:
    case = json.loads(line)
    values = list(dict.fromkeys(str(each) for each in case["values"] if each is not None))[:50]
    found: Counter[str] = Counter()
    context = case["column_name"].replace("_", " ").split()
    for value in values:
        found.update(
            {
                LABELS.get(each.entity_type, "")
                for each in analyzer.analyze(value, language="en", score_threshold=0.4, context=context)
            }
        )
    labels = [
        {"label": label, "confidence": n / len(values)} for label, n in found.items() if label and n >= len(values) / 2
    ]
    print(json.dumps({"id": case["id"], "labels": labels}))
