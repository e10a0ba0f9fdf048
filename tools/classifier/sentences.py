"""Sentences with spans: our own templates in several registers, filled from the values' locales. Fields in braces become spans."""

import re
import string
from dataclasses import dataclass
from random import Random

import lists
from values import (
    LOCALES,
    WEIGHTS,
    Source,
    _full_name,
    _street,
    cities,
    countries,
    fakers,
    regions,
    words,
)

TEMPLATES = lists.phrases("""
    Hi, this is {person} from {org}, could you call me back on {phone}?|Please forward the contract to {email} before {date}.|
    {title} {last} will see you on {date} at {time}.|Dear {title} {person}, thank you for your order.|Ship it to {address}.|
    My new address is {address}, please update your records.|We moved from {city} to {city} last spring.|
    {person} was born in {city}, {country} on {date}.|The patient, {person}, aged {age}, was admitted to {org} with {medical}.|
    I paid with card {card} but the receipt never came.|Can you refund the amount to {iban}?|Her social security number is {ssn}.|
    The login came from {ip} at {time}.|See {url} for the manual.|{person} works at {org} as an analyst.|
    {org} announced on {date} that {person} would step down as chief executive.|{first} and {first} are visiting {country} in the summer.|
    {title} {person} and {title} {person} signed the papers.|The meeting with {org} in {city} was moved to {date}.|
    Our office in {city} is closed; write to {address} instead.|Caller left the number {phone}, wants to talk to {first}.|
    Name: {person}; phone: {phone}; e-mail: {email}|Name {person} Address {address} Phone {phone}|{person}, {address}|
    {person} <{email}> wrote:|From: {person} To: {person} Subject: invoice from {org}|Signed, {person}, {org}|Best regards, {person}|
    Kind regards, {first}|Thanks, {first} {last}, {city}|My name is {person} and I live in {city}.|I'm {first}, {age} years old, from {country}.|
    She is {age} and lives with her parents in {region}.|A {age}-year-old {nat} man was questioned in {city}.|The {nat} team beat the {nat} team.|
    As a {nat} citizen, {person} needs no visa for {country}.|My driver's license number is {license}, issued in {region}.|
    License: {license} State: {region}|Passport no. {passport} was issued to {person}.|The customer's ID card reads {nid}.|
    Tax number {nid} belongs to {org}.|Account {account} at {org} was closed on {date}.|Transfer from account number {account} was declined.|
    Please charge {card}, expiry is next May, name on the card is {person}.|{card} was declined at {org}|Is {card} a valid number?|
    The parcel for {person} at {address} could not be delivered.|Deliver to the neighbour, {first}, at {street}.|
    Turn left at {street} and park behind the church.|{org} has its headquarters at {address}.|They met on {street} in {city}.|
    {person} was the mayor of {city} until {date}.|{city} is the largest city in {region}.|Flights from {city} to {city} start at 49 euros.|
    The postcode is {zip}.|I live in {city} {zip}|Anyone know a good dentist near {zip}?|Moving to {city}, {region} {zip} next month.|
    {person} ({nat}) won the race ahead of {person} ({nat}).|The novel by {person} was translated by {person}.|
    Directed by {person}, the film stars {person} and {person}.|{org} sued {org} over a patent.|{org} and {org} will merge.|
    {person}, who joined {org} in the nineties, retires this week.|Contact {first} at {email} or {phone}.|Call {phone} or visit {url}.|
    Our site {url} is down.|Mail bounced: {email} does not exist.|Failed password for {user} from {ip} port 22|User {user} logged in from {ip}|
    Request from {ip} blocked.|reset my password, my user name is {user}|The Wi-Fi password is {secret}.|api key {secret} leaked in the log|
    Appointment: {date}, {time}, room 12.|The lease runs until {date}.|It happened on {date}, shortly after {time}.|Born {date}.|
    DOB {date}, MRN 448120, complains of {medical}.|She takes {medical} twice a day for {medical}.|History of {medical}; allergic to {medical}.|
    {title} {last} prescribed {medical} to {person}.|Nurse {last} noted {medical} at {time}.|Insurance through {org}, member {person}.|
    I would like to open an account with {org}; I live at {address} and can be reached on {phone}.|
    Could you tell me whether {org} has a branch in {city}?|What is the balance of {iban}?|Please send money to {person}, IBAN {iban}.|
    Hello {first}, did {first} get my message about the trip to {country}?|{first}, can you pick up the kids?|ask {first} about it|
    {last} said the figures were wrong.|According to {last}, the plan failed.|{title} {last} is out of office.|Is {title} {last} in today?|
    The estate of {person} was sold to {org} for two million.|{person}'s car was found near {city}.|{person}'s e-mail is {email}|
    Please find enclosed the CV of {person}, born {date}, {nat}, living at {address}.|Guest: {person}, {nat}, passport {passport}, arriving {date}|
    The bitcoin wallet {wallet} received the ransom.|Sent 0.5 to {wallet}|Device {mac} joined the network as {ip}.|mac {mac}|
    In {country}, elections are held every four years.|The {city} office reports to {city}.|{country} and {country} signed a treaty.|
    Exports from {country} rose by 4%.|A storm hit the coast of {region}.|Road works in {street}, {city}, until {date}.|
    {org} opens at {time} and closes at {time}.|The train leaves {city} at {time}.|Reminder: {person} has a birthday on {date}!|
    How do I get from {address} to {address}?|The deed names {person} of {street}, {city}.|Bill to: {person}, {street}, {zip} {city}, {country}|
    {first} {last}, {street}, {city}, {region} {zip}|{org}, {street}, {city}|Ship from {org} {address}|To whom it may concern at {org}:|
    We at {org} value your feedback.|I have been a customer of {org} since forever.|Why was I charged by {org}?|Shares of {org} fell.|
    I hate {org}, their support is awful.|He studied law at {org} in {city}.|{person} plays for {org}.|I saw {person} at {org} yesterday.|
    {title} {person} of {org} could not be reached on {phone}.|Emergency contact: {person}, {phone}.|Next of kin {person} ({phone})|
    my ssn is {ssn}|SSN: {ssn}|Social security: {ssn}, DOB: {date}|Her {nat} husband {first} works for {org}.|He speaks with a {nat} accent.|
    {nat} food is the best.|There are many {nat} people in {city}.|I was wondering if {person} could join us in {city} on {date}.|
    Would {date} work for you, {title} {last}?|fax {phone}|tel. {phone}|Tel: {phone}, Fax: {phone}|mobile {phone} / office {phone}|
    My phone number is {phone}|{phone} is the number to dial|You can text {first} on {phone}.|{person}: {phone}|{email}, {phone}, {address}|
    Last seen in {city}, {region}.|He is originally from {country} but grew up in {region}.|{city}, {country}|{city}, {date}|Written in {city}|
    {person} married {person} in {city} on {date}.|The trial of {person} begins in {city}.|Police in {city} arrested {person}, {age}.|
    {first} turned {age} on {date}.|At {age}, {person} is the oldest member of {org}.|Applicant {person}, age {age}, income 42,000.|
    Confirm receipt by {first} of {org}.|{org} ({url}) sells shoes.|Follow us at {url}|Download it from {url} today|account {iban} ({org})
""")
CLEAN = lists.phrases("""
    The meeting is at the usual place.|Please restart the server and try again.|Order 4481920 contains 3 items for $129.90.|We ship within two days.|
    Version 2.4.1 fixes a crash on start-up.|The invoice INV-2023-0091 is overdue.|Can you send me the tracking number?|It was raining all day.|
    The red jacket is sold out in size M.|Please check room 12 and gate 4.|May I ask a question?|The will was read.|Mark the box and sign below.|
    The grace period ends soon.|Rose petals and jasmine tea.|A bill of 250 euros.|I need the report by noon.|He paid 1,200 for 15 units.|
    Error 500 on line 1024 of main.py|Reference 1234567890123 not found.|The temperature reached 38 degrees.|See chapter 4, page 112.|
    Thank you for your patience.|What does the warranty cover?|My order never arrived and I want a refund.|Turn the valve to the left.|
    The password must have eight characters.|Our opening hours have changed.|Two adults and three children.|The battery lasts 10 hours.|
    Windows update failed with code 0x80070057|Serial number 35-2089-A|SKU 889123 out of stock|How do I cancel my subscription?|
    The score was 3-2 after extra time.|I would like to know more about your products.|ok thanks|Is there a discount for students?|
    The quick answer is no.|Nothing to report.|Please hold the line.|Best wishes to all of you!|Who is in charge here?|
    The card reader is broken.|Our team will look into it.|I forgot my password again.|The Board approved the Budget for the next Year.
""")
_FIELD = re.compile(r"\{(\w+)\}")
LABELS = {
    "person": "PERSON_NAME", "first": "PERSON_NAME", "last": "PERSON_NAME", "org": "ORGANIZATION", "phone": "PHONE", "email": "EMAIL",
    "date": "DATE_TIME", "time": "DATE_TIME", "title": "TITLE", "address": "STREET_ADDRESS", "street": "STREET_ADDRESS", "city": "LOCATION",
    "country": "LOCATION", "region": "LOCATION", "zip": "LOCATION", "age": "AGE", "nat": "ETHNICITY", "card": "CREDIT_CARD", "iban": "IBAN",
    "ssn": "US_SSN", "ip": "IP_ADDRESS", "url": "URL", "license": "US_DRIVER_LICENSE", "passport": "PASSPORT", "nid": "NATIONAL_ID",
    "account": "BANK_ACCOUNT", "medical": "MEDICAL", "user": "USERNAME", "secret": "PASSWORD", "wallet": "CRYPTO_WALLET", "mac": "MAC_ADDRESS",
}  # fmt: skip
TITLES = (
    "Mr.",
    "Mrs.",
    "Ms.",
    "Dr.",
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "Miss",
    "Prof.",
    "Professor",
    "Sir",
    "Doctor",
    "Herr",
    "Frau",
    "Mme",
    "Sr.",
)
_FIELDS = ("person", "person", "person", "first", "last", "org", "org", "address", "address", "street", "city", "city", "country", "region", "date",
           "date", "time", "title", "zip", "age", "nat", "phone", "email", "url", "card", "iban", "ssn", "ip")  # fmt: skip
LINES = ("\n", ", ", " ", ", ")


@dataclass(frozen=True)
class Sentence:
    """A text and its spans (start, end, label)."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    locale: str


def _person(s: Source) -> str:
    s.style[1] = s.rng.random()
    if s.rng.random() < 0.8:
        given, last = s.given(), s.surname()
        style = s.rng.random()
        if style < 0.1:
            return f"{given} {s.pick(string.ascii_uppercase)}. {last}"
        return f"{given} {s.given()} {last}" if style < 0.16 else f"{given} {last}"
    return (
        _full_name(s)
        .removeprefix("Mr. ")
        .removeprefix("Mrs. ")
        .removeprefix("Dr. ")
        .removeprefix("Ms. ")
        .removeprefix("Prof. ")
    )


def _organization(s: Source) -> str:
    style = s.rng.random()
    if style < 0.4:
        return s.fake.company()
    if style < 0.5:
        return f"{s.word()}{s.pick(('', '', ' ' + s.word()))}"
    if style < 0.55:
        return s.digits("?" * s.rng.randrange(2, 5))
    return s.fill(lists.ORGANIZATION_FORMS)


def _when(s: Source) -> str:
    day = s.fake.date_time_between("-60y", "+3y")
    forms = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y", "%B %d %Y", "%m/%d/%y", "%d-%m-%Y",
             "%B %d", "%d %B", "%A, %B %d, %Y", "%B %Y", "%Y-%m-%d %H:%M:%S", "%A %d %B", "%Y/%m/%d", "%d-%b-%Y")  # fmt: skip
    text = day.strftime(s.pick(forms))
    return re.sub(r"\b0(\d)(?= [A-Z])|(?<=[a-z] )0(\d)", r"\1\2", text) if s.rng.random() < 0.6 else text


def _clock(s: Source) -> str:
    hour, minute = s.rng.randrange(24), s.rng.randrange(60)
    return s.pick((f"{hour:02d}:{minute:02d}", f"{hour % 12 + 1}:{minute:02d} {s.pick(('am', 'pm', 'AM', 'PM', 'a.m.'))}",
                   f"{hour % 12 + 1} {s.pick(('am', 'pm', 'PM'))}", f"{hour}:{minute:02d}:{s.rng.randrange(60):02d}"))  # fmt: skip


def _address(s: Source) -> str:
    s.style[2] = s.rng.random()
    if s.rng.random() < 0.55:
        return s.fake.address().replace("\n", s.pick(LINES))
    text = _street(s)
    if s.rng.random() < 0.4:
        text += s.pick(LINES) + s.pick(
            (f"{s.town()}, {s.pick(regions())} {s.fake.postcode()}", f"{s.fake.postcode()} {s.town()}", s.town())
        )
    return text


def _one_street(s: Source) -> str:
    s.style[2] = s.rng.choice((0.1, 0.78, 0.85, 0.92))
    return _street(s)


def _city(s: Source) -> str:
    s.style[2], s.style[3] = 0.0, 1.0
    return s.town() if s.rng.random() < 0.7 else s.pick(cities())[0]


def _number(kind: str) -> "object":
    from values import KINDS  # noqa: PLC0415

    def make(s: Source) -> str:
        s.style[2], s.style[3] = s.rng.random(), 0.5
        return KINDS[kind][1](s)

    return make


MAKERS = {
    "person": _person, "first": lambda s: s.given(), "last": lambda s: s.surname(), "org": _organization, "phone": _number("phone"),
    "email": _number("email"), "date": _when, "time": _clock, "title": lambda s: s.pick(TITLES), "address": _address, "street": _one_street,
    "city": _city, "country": lambda s: s.pick(countries()), "region": lambda s: s.pick(regions()), "zip": lambda s: s.fake.postcode(),
    "age": lambda s: str(s.rng.randrange(1, 99)), "nat": lambda s: s.pick(lists.NATIONALITIES), "card": _number("card"), "iban": _number("iban"),
    "ssn": lambda s: s.digits(s.pick(("###-##-####", "### ## ####", "#########"))), "ip": _number("ip"), "url": _number("url"),
    "license": _number("driver_license"), "passport": _number("passport"), "nid": _number("national_id"), "account": _number("account"),
    "medical": lambda s: s.pick(lists.DIAGNOSES + lists.DRUGS), "user": _number("username"), "secret": _number("secret"),
    "wallet": _number("wallet"), "mac": _number("mac"),
}  # fmt: skip


FILLER = lists.phrases("""
    the|a|and|of|to|in|for|with|on|at|from|by|is|was|has|had|will|can|could|please|we|you|they|she|he|it|my|your|his|her|our|their|this|that|
    not|but|or|as|if|when|after|before|about|who|which|said|asked|wants|sent|gave|made|took|went|came|called|told|visited|bought|sold|paid|
    left|joined|moved|near|between|until|since|because|also|only|just|very|more|new|old|last|next|first|one|two|some|any|all|no|yes|hello|
    thanks|dear|regarding|re|via|c/o|attn|order|report|meeting|invoice|account|customer|team|company|office|house|car|letter|message|number
""")


def _varied(rng: Random, template: str) -> str:
    """Return `template` with some of its words and fields exchanged, or a new one of filler words: contexts are endless, fields are not."""
    if rng.random() < 0.25:
        parts = []
        for _ in range(rng.randrange(1, 4)):
            parts += rng.choices(FILLER, k=rng.randrange(0, 5))
            parts.append("{" + rng.choice(_FIELDS) + "}" + rng.choice(("", "", "", ",", ".", ":", " -", "'s", "?")))
        parts += rng.choices(FILLER, k=rng.randrange(0, 4))
        text = " ".join(parts)
        return text[:1].upper() + text[1:] if rng.random() < 0.7 else text
    words_ = []
    for word in template.split(" "):
        if "{" in word:
            words_.append(
                _FIELD.sub(lambda found: "{" + (rng.choice(_FIELDS) if rng.random() < 0.1 else found[1]) + "}", word)
            )
        elif rng.random() < 0.15:
            words_ += rng.choices(FILLER, k=rng.randrange(0, 3))
        else:
            words_.append(word)
    return " ".join(words_)


def fill(s: Source, template: str) -> Sentence:
    """Return `template` with its fields filled and marked."""
    out, spans, at, length = [], [], 0, 0
    for found in _FIELD.finditer(template):
        before = template[at : found.start()]
        value = MAKERS[found[1]](s).strip()
        length += len(before)
        spans.append((length, length + len(value), LABELS[found[1]]))
        out += [before, value]
        length += len(value)
        at = found.end()
    out.append(template[at:])
    return Sentence("".join(out), tuple(spans), s.locale)


def _noise(s: Source) -> str:
    if s.rng.random() < 0.5:
        return s.pick(CLEAN)
    return " ".join(s.rng.choices(words(), k=s.rng.randrange(4, 14))).capitalize() + "."


def generate(seed: int, count: int, templates: tuple[str, ...] = TEMPLATES, *, varied: bool = True) -> list[Sentence]:
    """Return `count` sentences; some are joined, some lower case, some have no span at all."""
    rng, by_locale, made = Random(seed), fakers(seed), []
    weights = [WEIGHTS.get(each, 1) * (2 if each.startswith("en") else 1) for each in LOCALES]
    for _ in range(count):
        s = Source(rng, rng.choices(LOCALES, weights)[0], by_locale)
        style = rng.random()
        if style < 0.12:
            made.append(Sentence(_noise(s), (), s.locale))
            continue
        change = _varied if varied and rng.random() < 0.7 else lambda _, template: template
        sentence = fill(s, change(rng, rng.choice(templates)))
        if style < 0.4:
            joint = rng.choice((" ", " ", "\n"))
            more = (
                fill(s, change(rng, rng.choice(templates))) if rng.random() < 0.6 else Sentence(_noise(s), (), s.locale)
            )
            shift = len(sentence.text) + 1
            sentence = Sentence(
                sentence.text + joint + more.text,
                (*sentence.spans, *((a + shift, b + shift, label) for a, b, label in more.spans)),
                s.locale,
            )
        case = rng.random()
        text = sentence.text.lower() if case < 0.07 else sentence.text.upper() if case < 0.09 else sentence.text
        made.append(Sentence(text, sentence.spans, s.locale) if len(text) == len(sentence.text) else sentence)
    return made
