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
    """A law or standard that asks for care with a class; the stricter part of one is a word of its own beside the whole."""

    GDPR = "GDPR"
    GDPR_ART_9 = "GDPR_ART_9"
    CCPA = "CCPA"
    HIPAA = "HIPAA"
    PCI_DSS = "PCI_DSS"
    PCI_DSS_SAD = "PCI_DSS_SAD"
    GLBA = "GLBA"


@dataclass(frozen=True, slots=True)
class Law:
    """What a regulation says of data, where it says so, and the names of the classes that this is about."""

    title: str
    source: str
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class DataClass:
    """One data class; `name` is the stable key, `description` is for people, `parents` are names of broader classes.

    A `group` only holds others together: nothing is ever classified as one.
    """

    name: str
    description: str
    sensitivity: Sensitivity
    categories: tuple[Category, ...]
    parents: tuple[str, ...] = ()
    group: bool = False

    @property
    def regulations(self) -> tuple[Regulation, ...]:
        """What the class falls under; of a group, what any of its classes does."""
        names = {each.name for each in below(self.name)} if self.group else {self.name}
        return tuple(sorted(each for each, law in LAWS.items() if names & law.classes))


_INTERNAL, _CONFIDENTIAL, _RESTRICTED = Sensitivity.INTERNAL, Sensitivity.CONFIDENTIAL, Sensitivity.RESTRICTED
_PII, _PHI, _PCI, _FINANCIAL = Category.PII, Category.PHI, Category.PCI, Category.FINANCIAL
_CREDENTIALS, _LOCATION = Category.CREDENTIALS, Category.LOCATION
_DEMOGRAPHIC, _NETWORK = Category.DEMOGRAPHIC, Category.NETWORK

_TABLE = (
    DataClass("EMAIL", "E-mail addresses", _CONFIDENTIAL, (_PII,), ("CONTACT",)),
    DataClass("PHONE", "Telephone and fax numbers", _CONFIDENTIAL, (_PII,), ("CONTACT",)),
    DataClass("PERSON_NAME", "Names of natural persons, whole or in part", _CONFIDENTIAL, (_PII,), ("IDENTITY",)),
    DataClass(
        "STREET_ADDRESS",
        "Street-level or full postal addresses",
        _CONFIDENTIAL,
        (_PII, _LOCATION),
        ("CONTACT", "LOCATION"),
    ),
    DataClass("LOCATION", "Areas: city, county, state, country, postal code, birthplace", _INTERNAL, (_LOCATION,)),
    DataClass("GEO_COORDINATES", "Latitude, longitude or both", _CONFIDENTIAL, (_LOCATION,), ("LOCATION",)),
    DataClass("DATE_OF_BIRTH", "Dates of birth", _CONFIDENTIAL, (_PII, _DEMOGRAPHIC), ("DEMOGRAPHIC",)),
    DataClass("AGE", "Age of persons, in years or bands", _INTERNAL, (_PII, _DEMOGRAPHIC), ("DEMOGRAPHIC",)),
    DataClass("GENDER", "Sex or gender of persons, also coded", _CONFIDENTIAL, (_PII, _DEMOGRAPHIC), ("DEMOGRAPHIC",)),
    DataClass(
        "ETHNICITY",
        "Race, ethnicity, nationality or religion of persons",
        _RESTRICTED,
        (_PII, _DEMOGRAPHIC),
        ("DEMOGRAPHIC",),
    ),
    DataClass("US_SSN", "US social security numbers", _RESTRICTED, (_PII,), ("NATIONAL_ID",)),
    DataClass(
        "NATIONAL_ID", "Identity and tax numbers of persons outside the US", _RESTRICTED, (_PII,), ("GOVERNMENT_ID",)
    ),
    DataClass("US_DRIVER_LICENSE", "US driver licence numbers", _RESTRICTED, (_PII,), ("GOVERNMENT_ID",)),
    DataClass("PASSPORT", "Passport numbers", _RESTRICTED, (_PII,), ("GOVERNMENT_ID",)),
    DataClass("CREDIT_CARD", "Payment card numbers", _RESTRICTED, (_PCI, _FINANCIAL), ("PAYMENT_CARD",)),
    DataClass("CARD_SECURITY_CODE", "Card verification codes", _RESTRICTED, (_PCI, _FINANCIAL), ("PAYMENT_CARD",)),
    DataClass("IBAN", "International bank account numbers", _CONFIDENTIAL, (_FINANCIAL, _PII), ("BANK_ACCOUNT",)),
    DataClass("BANK_ACCOUNT", "Other bank account and routing numbers", _CONFIDENTIAL, (_FINANCIAL,), ("FINANCIAL",)),
    DataClass("SWIFT_BIC", "Bank identifier codes", _INTERNAL, (_FINANCIAL,), ("FINANCIAL",)),
    DataClass("CRYPTO_WALLET", "Addresses of cryptocurrency wallets", _CONFIDENTIAL, (_FINANCIAL,), ("FINANCIAL",)),
    DataClass("IP_ADDRESS", "IPv4 and IPv6 addresses", _CONFIDENTIAL, (_PII, _NETWORK), ("NETWORK",)),
    DataClass(
        "MAC_ADDRESS", "Hardware addresses of network interfaces", _CONFIDENTIAL, (_PII, _NETWORK), ("DEVICE_ID",)
    ),
    DataClass("DEVICE_ID", "Identifiers of devices, such as IMEI", _CONFIDENTIAL, (_PII, _NETWORK), ("NETWORK",)),
    DataClass("URL", "Web addresses and domain names", _INTERNAL, (_NETWORK,), ("NETWORK",)),
    DataClass("VIN", "Vehicle identification numbers", _CONFIDENTIAL, (_PII,), ("VEHICLE",)),
    DataClass("USERNAME", "Login names", _CONFIDENTIAL, (_PII, _CREDENTIALS), ("CREDENTIALS", "IDENTITY")),
    DataClass(
        "PASSWORD",
        "Passwords and secrets: keys, tokens, hashes of passwords",
        _RESTRICTED,
        (_CREDENTIALS,),
        ("CREDENTIALS",),
    ),
    DataClass(
        "MEDICAL", "Diagnoses, drugs, reactions, care plans, as codes or text", _RESTRICTED, (_PHI,), ("HEALTH",)
    ),
    DataClass("MEDICAL_ID", "Numbers of patients or prescribers", _RESTRICTED, (_PHI, _PII), ("HEALTH",)),
)

DATA_CLASSES: Mapping[str, DataClass] = MappingProxyType({each.name: each for each in _TABLE})

_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("CONTACT", "How to reach somebody", ()),
    ("IDENTITY", "Who somebody is", ()),
    ("GOVERNMENT_ID", "Numbers that authorities give to persons", ("IDENTITY",)),
    ("DEMOGRAPHIC", "What somebody is like", ()),
    ("FINANCIAL", "Money and where it is", ()),
    ("PAYMENT_CARD", "What is on a payment card", ("FINANCIAL",)),
    ("NETWORK", "Devices and their addresses", ()),
    ("VEHICLE", "Vehicles and their numbers", ()),
    ("CREDENTIALS", "What lets somebody in", ()),
    ("HEALTH", "Health of persons, and who treats them", ()),
)

_LAW_TABLE = {
    Regulation.GDPR: Law(
        "Personal data: whatever relates to a natural person who can be identified",
        "Regulation (EU) 2016/679 art. 4 (1), recital 30",
        frozenset(DATA_CLASSES) - {"SWIFT_BIC", "URL", "PASSWORD"},
    ),
    Regulation.GDPR_ART_9: Law(
        "Special categories: ethnic origin, belief, health and the numbers given to patients (not those of prescribers)",
        "Regulation (EU) 2016/679 art. 9 (1), art. 4 (15), recital 35",
        frozenset({"ETHNICITY", "MEDICAL", "MEDICAL_ID"}),
    ),
    Regulation.CCPA: Law(
        "Personal information (v) and sensitive personal information (ae) of consumers in California",
        "Cal. Civ. Code 1798.140 (v) and (ae)",
        frozenset(DATA_CLASSES) - {"SWIFT_BIC", "URL", "LOCATION"},
    ),
    Regulation.HIPAA: Law(
        "Health information, and the identifiers it has to lose to be de-identified (areas smaller than a state, ages over 89)",
        "45 CFR 160.103, 45 CFR 164.514 (b) (2) (i)",
        frozenset(DATA_CLASSES) - {"GENDER", "ETHNICITY", "CARD_SECURITY_CODE", "SWIFT_BIC", "PASSWORD"},
    ),
    Regulation.PCI_DSS: Law(
        "Account data: cardholder data and sensitive authentication data",
        "PCI DSS v4.0.1, requirement 3",
        frozenset({"CREDIT_CARD", "CARD_SECURITY_CODE"}),
    ),
    Regulation.PCI_DSS_SAD: Law(
        "Sensitive authentication data: never to be kept after authorisation",
        "PCI DSS v4.0.1, requirement 3.3.1.2",
        frozenset({"CARD_SECURITY_CODE"}),
    ),
    Regulation.GLBA: Law(
        "Account numbers and access codes of consumers' accounts with financial institutions: not to be disclosed for marketing",
        "12 CFR 1016.12 (a)",
        frozenset({"CREDIT_CARD", "CARD_SECURITY_CODE", "BANK_ACCOUNT", "IBAN"}),
    ),
}

LAWS: Mapping[Regulation, Law] = MappingProxyType(_LAW_TABLE)


def below(name: str) -> tuple[DataClass, ...]:
    """What is classified under a group or class, at any depth; without the class itself."""
    inner = [each for each, _, parents in _GROUPS if name in parents]
    own = [each for each in _TABLE if name in each.parents]
    found = [*own, *(each for one in own for each in below(one.name)), *(each for one in inner for each in below(one))]
    return tuple(dict.fromkeys(found))


def _group(name: str, description: str, parents: tuple[str, ...]) -> DataClass:
    """A group is as sensitive as the most sensitive of its classes, and of the categories of them all."""
    classes = below(name)
    levels = list(Sensitivity)
    sensitivity = max((each.sensitivity for each in classes), key=levels.index)
    categories = tuple(dict.fromkeys(category for each in classes for category in each.categories))
    return DataClass(name, description, sensitivity, categories, parents, group=True)


TAXONOMY: Mapping[str, DataClass] = MappingProxyType(
    {each.name: each for each in (*(_group(*each) for each in _GROUPS), *_TABLE)}
)
"""The classes and the groups that hold them together; parents are names in it."""
