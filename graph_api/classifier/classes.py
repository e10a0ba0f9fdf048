"""The data classes: what a column may hold, and how carefully it is to be handled.

The names are the complete list that classifications use; the graph writes each as `class:` + name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Sensitivity(StrEnum):
    """How much harm disclosure does, least first."""

    PUBLIC = "PUBLIC"
    INTERNAL = "INTERNAL"
    CONFIDENTIAL = "CONFIDENTIAL"
    RESTRICTED = "RESTRICTED"


class Category(StrEnum):
    """Why a class is sensitive: what laws and standards call it."""

    PII = "PII"
    PHI = "PHI"
    PCI = "PCI"
    CREDENTIALS = "CREDENTIALS"
    FINANCIAL = "FINANCIAL"
    LOCATION = "LOCATION"
    DEMOGRAPHIC = "DEMOGRAPHIC"
    NETWORK = "NETWORK"


class Regulation(StrEnum):
    """A law or standard that asks for care with a class."""

    GDPR = "GDPR"
    GDPR_ART_9 = "GDPR_ART_9"  # special categories: health, origin, belief
    CCPA = "CCPA"
    HIPAA = "HIPAA"
    PCI_DSS = "PCI_DSS"
    GLBA = "GLBA"


@dataclass(frozen=True, slots=True)
class DataClass:
    """One data class; `name` is the stable key, `description` is for people, `parents` are names of broader classes."""

    name: str
    description: str
    sensitivity: Sensitivity
    categories: tuple[Category, ...]
    parents: tuple[str, ...] = ()

    @property
    def regulations(self) -> tuple[Regulation, ...]:
        """What the class falls under: by its categories, and article 9 of the GDPR by its name."""
        found = {each: None for category in self.categories for each in _REGULATIONS.get(category, ())}
        if self.name in _SPECIAL:
            found[Regulation.GDPR_ART_9] = None
        return tuple(sorted(found))


_INTERNAL, _CONFIDENTIAL, _RESTRICTED = Sensitivity.INTERNAL, Sensitivity.CONFIDENTIAL, Sensitivity.RESTRICTED
_PII, _PHI, _PCI, _FINANCIAL = Category.PII, Category.PHI, Category.PCI, Category.FINANCIAL
_CREDENTIALS, _LOCATION = Category.CREDENTIALS, Category.LOCATION
_DEMOGRAPHIC, _NETWORK = Category.DEMOGRAPHIC, Category.NETWORK

_REGULATIONS = {
    Category.PII: (Regulation.GDPR, Regulation.CCPA),
    Category.PHI: (Regulation.GDPR, Regulation.CCPA, Regulation.HIPAA),
    Category.PCI: (Regulation.PCI_DSS,),
    Category.FINANCIAL: (Regulation.GLBA,),
}
_SPECIAL = frozenset({"ETHNICITY", "MEDICAL"})

_TABLE = (
    DataClass("EMAIL", "E-mail addresses", _CONFIDENTIAL, (_PII,)),
    DataClass("PHONE", "Telephone and fax numbers", _CONFIDENTIAL, (_PII,)),
    DataClass("PERSON_NAME", "Names of natural persons, whole or in part", _CONFIDENTIAL, (_PII,)),
    DataClass(
        "STREET_ADDRESS", "Street-level or full postal addresses", _CONFIDENTIAL, (_PII, _LOCATION), ("LOCATION",)
    ),
    DataClass("LOCATION", "Areas: city, county, state, country, postal code, birthplace", _INTERNAL, (_LOCATION,)),
    DataClass("GEO_COORDINATES", "Latitude, longitude or both", _CONFIDENTIAL, (_LOCATION,), ("LOCATION",)),
    DataClass("DATE_OF_BIRTH", "Dates of birth", _CONFIDENTIAL, (_PII, _DEMOGRAPHIC)),
    DataClass("AGE", "Age of persons, in years or bands", _INTERNAL, (_PII, _DEMOGRAPHIC)),
    DataClass("GENDER", "Sex or gender of persons, also coded", _CONFIDENTIAL, (_PII, _DEMOGRAPHIC)),
    DataClass("ETHNICITY", "Race, ethnicity, nationality or religion of persons", _RESTRICTED, (_PII, _DEMOGRAPHIC)),
    DataClass("US_SSN", "US social security numbers", _RESTRICTED, (_PII,), ("NATIONAL_ID",)),
    DataClass("NATIONAL_ID", "Identity and tax numbers of persons outside the US", _RESTRICTED, (_PII,)),
    DataClass("US_DRIVER_LICENSE", "US driver licence numbers", _RESTRICTED, (_PII,)),
    DataClass("PASSPORT", "Passport numbers", _RESTRICTED, (_PII,)),
    DataClass("CREDIT_CARD", "Payment card numbers", _RESTRICTED, (_PCI, _FINANCIAL)),
    DataClass("CARD_SECURITY_CODE", "Card verification codes", _RESTRICTED, (_PCI, _FINANCIAL)),
    DataClass("IBAN", "International bank account numbers", _CONFIDENTIAL, (_FINANCIAL, _PII), ("BANK_ACCOUNT",)),
    DataClass("BANK_ACCOUNT", "Other bank account and routing numbers", _CONFIDENTIAL, (_FINANCIAL,)),
    DataClass("SWIFT_BIC", "Bank identifier codes", _INTERNAL, (_FINANCIAL,)),
    DataClass("CRYPTO_WALLET", "Addresses of cryptocurrency wallets", _CONFIDENTIAL, (_FINANCIAL,)),
    DataClass("IP_ADDRESS", "IPv4 and IPv6 addresses", _CONFIDENTIAL, (_PII, _NETWORK)),
    DataClass(
        "MAC_ADDRESS", "Hardware addresses of network interfaces", _CONFIDENTIAL, (_PII, _NETWORK), ("DEVICE_ID",)
    ),
    DataClass("DEVICE_ID", "Identifiers of devices, such as IMEI", _CONFIDENTIAL, (_PII, _NETWORK)),
    DataClass("URL", "Web addresses and domain names", _INTERNAL, (_NETWORK,)),
    DataClass("VIN", "Vehicle identification numbers", _CONFIDENTIAL, (_PII,)),
    DataClass("USERNAME", "Login names", _CONFIDENTIAL, (_PII, _CREDENTIALS)),
    DataClass("PASSWORD", "Passwords and secrets: keys, tokens, hashes of passwords", _RESTRICTED, (_CREDENTIALS,)),
    DataClass("MEDICAL", "Diagnoses, drugs, reactions, care plans, as codes or text", _RESTRICTED, (_PHI,)),
    DataClass("MEDICAL_ID", "Numbers of patients or prescribers", _RESTRICTED, (_PHI, _PII)),
)

DATA_CLASSES: Mapping[str, DataClass] = MappingProxyType({each.name: each for each in _TABLE})
