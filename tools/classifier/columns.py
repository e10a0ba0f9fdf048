"""Labelled columns: values of one kind under names of many styles, or under none."""

from dataclasses import dataclass
from random import Random

import lists
from values import KINDS, LOCALES, WEIGHTS, Source, fakers

GENERIC = lists.phrases(
    "c1|col2|field3|f7|column_4|attr5|value|data|x|v12|Unnamed: 3|1|0|col|text|item|info|details|name|id|key|label|type|notes"
)
NEGATIVE_NAMES: dict[str, tuple[str, ...]] = {
    "company": lists.phrases("company|organization|employer|company name|supplier|vendor|firm|client company|school|university|name|institution"),
    "team": lists.phrases("team|club|home team|opponent|away team|winner|team name"),
    "title": lists.phrases("title|film|movie|song|album|book title|track|name|episode"),
    "event": lists.phrases("event|tournament|competition|event name|race name|name"),
    "building": lists.phrases("venue|stadium|building|station|site name|airport name|name"),
    "product": lists.phrases("product|product name|item|description|article|name|item name"),
    "industry": lists.phrases("industry|category|department|genre|sector|sport|subject"),
    "thing": lists.phrases("species|model|name|item|instrument|browser|os|license|planet"),
    "job": lists.phrases("job title|occupation|position|title|profession|role"),
    "status": lists.phrases("status|state|type|result|order state|payment method|priority|level|email verified|gender neutral toilet|phone type"),
    "date": lists.phrases("created at|order date|date|release date|updated|hire date|email sent date|start date|address updated at"),
    "old_date": lists.phrases("founded|founded on|opened|published|date|release date|built"),
    "stamp": lists.phrases("timestamp|created at|last login|modified|logged in at|updated_at|time"),
    "integer": lists.phrases("id|quantity|count|user id|phone count|address id|customer id|total|rank|email count|votes|seq|page|stage|ip count"),
    "code": lists.phrases("code|sku|part number|scenario code|status code|department code|order number|invoice no|ref|academic year code|zone id"),
    "scenario": lists.phrases("scenario code|order code|reference|batch number|serial"),
    "tracking": lists.phrases("tracking number|parcel no|shipment id|tracking"),
    "gtin": lists.phrases("gtin|ean|upc|barcode|product code"),
    "hash": lists.phrases("checksum|md5|commit|etag|file hash|digest"),
    "uuid": lists.phrases("id|uuid|user id|session id|customer id|guid|patient|account"),
    "text": lists.phrases("description|comment|notes|summary|text|body|abstract|message"),
    "range": lists.phrases("quantity|score|points|rank|temperature|percent complete|no of employees|duration|goals|page age|average|line number|size"),
    "fraction": lists.phrases("value|x|y|rate|ratio|measurement|distance|delta|lateness|longest run"),
    "real": lists.phrases("value|rate|ratio|average|percent|pct change|mean income|temp|score|weight|growth|index|density|share|wage|speed|error"),
    "college": lists.phrases("school|college|university|alma mater|institution|team"),
    "language": lists.phrases("language|spoken language|cuisine|cuisines|dish|language name"),
    "brand": lists.phrases("make|manufacturer|brand|marque|maker|label|name"),
    "society": lists.phrases("party|award|position|round|event|network|format|class|platform|course|opening hours|result"),
    "gene": lists.phrases("gene|symbol|code|model|part|marker|name"),
    "digits": lists.phrases("order id|invoice number|account type id|number|code|reference|duns|serial|scenario code|epci|batch"),
    "lettered": lists.phrases("order no|part number|batch|reference|licence plate|flight|model number|policy|ticket"),
    "band": lists.phrases("artist|band|brand|performer|label|name|group name"),
    "acronym": lists.phrases("code|airline|ticker|carrier|unit|division|language code|abbr|airport"),
    "price": lists.phrases("price|amount|cost|total|salary|fee|balance|unit price|phone cost"),
    "decimal": lists.phrases("value|rating|score|ratio|weight|height|x|y|measurement|delta"),
    "word": lists.phrases("tag|label|keyword|category|name|topic|nickname of product"),
}  # fmt: skip
POSITIVE = {
    "first_name": "FIRST", "last_name": "LAST", "place": "CITY", "country": "COUNTRY", "country_code": "COUNTRY", "region": "REGION",
    "state_code": "REGION", "postal": "POSTAL", "latitude": "LATITUDE", "longitude": "LONGITUDE",
}  # fmt: skip
TABLES = lists.phrases(
    "customers|orders|users|employees|patients|products|t1|export|data|accounts|events|table|contacts|players|suppliers|members|2019|sheet1|"
    "dim_person|stg_users|transactions|devices|visits|sales|staff|people|students|results"
)
SHORT = {"number": "no", "address": "addr", "name": "nm", "first": "fst", "last": "lst", "date": "dt", "customer": "cust", "phone": "ph",
         "account": "acct", "street": "str", "code": "cd", "country": "ctry", "birth": "b", "identity": "ident", "telephone": "tel"}  # fmt: skip
PREFIXES = lists.phrases(
    "customer|cust|user|emp|billing|shipping|home|c|primary|src|patient|client|contact|old|new|my|the"
)


@dataclass(frozen=True)
class Column:
    """One generated column with its truth; `kind` is of `values.KINDS`, `name` is empty where nothing names it."""

    table: str
    name: str
    values: tuple[str, ...]
    kind: str
    locale: str

    @property
    def label(self) -> str:
        return KINDS[self.kind][0]


def styled(rng: Random, phrase: str) -> str:
    """Return `phrase` as a column's name in one of many styles."""
    tokens = phrase.split()
    if rng.random() < 0.25:
        tokens = [rng.choice(PREFIXES), *tokens]
    if rng.random() < 0.2:
        tokens = [SHORT.get(each, each) for each in tokens]
    if rng.random() < 0.07:
        tokens.append(str(rng.randrange(1, 4)))
    joined = {
        0: "_".join(tokens), 1: tokens[0] + "".join(map(str.title, tokens[1:])), 2: "".join(map(str.title, tokens)),
        3: "_".join(tokens).upper(), 4: " ".join(tokens).title(), 5: "".join(tokens), 6: "-".join(tokens), 7: ".".join(tokens),
        8: " ".join(tokens), 9: "_".join(tokens),
    }  # fmt: skip
    return joined[rng.randrange(10)]


def named(rng: Random, kind: str) -> str:
    """Return a name that says what a column of `kind` holds, or is its usual dull one."""
    label = KINDS[kind][0]
    if label == "NONE":
        return styled(rng, rng.choice(NEGATIVE_NAMES.get(kind, (kind, *GENERIC))))
    return styled(rng, rng.choice(lists.POSITIVE_NAMES[POSITIVE.get(kind, label)]))


def generate(seed: int, count: int, *, without_names: float, kinds: tuple[str, ...] = tuple(KINDS)) -> list[Column]:
    """Return `count` columns, every kind as often, `without_names` of them under a generic name or none."""
    rng, made, by_locale = Random(seed), [], fakers(seed)
    weights = [WEIGHTS.get(each, 1) for each in LOCALES]
    for number in range(count):
        kind = kinds[number % len(kinds)]
        locale = rng.choices(LOCALES, weights)[0]
        source = Source(rng, locale, by_locale)
        make = KINDS[kind][1]
        length = rng.choice((3, 5, 8, 12, 20, 30, 40))
        values = [make(source) for _ in range(length)]
        if rng.random() < 0.1:
            values = [
                each if rng.random() < 0.9 else rng.choice(("N/A", "unknown", "-", "?", "n/a", "none"))
                for each in values
            ]
        style = rng.random()
        name = ("" if rng.random() < 0.5 else rng.choice(GENERIC)) if style < without_names else named(rng, kind)
        made.append(Column(rng.choice(TABLES), name, tuple(dict.fromkeys(values)), kind, locale))
    return made
