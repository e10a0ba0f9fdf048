"""The words the demo's company is made of: our own short lists, so that a seed gives the same company everywhere."""

from typing import NamedTuple


class City(NamedTuple):
    """A city with its country (ISO 3166-1), area, a form of postal code (`#` is a digit) and coordinates in degrees."""

    name: str
    country: str
    area: str
    postcode: str
    latitude: str
    longitude: str


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = {
    "F": _list(
        "Ana Aisha Amelia Astrid Bronwyn Carmen Chiara Chloe Dilnoza Elif Emma Fatima Freya Grace Hana Ingrid Isla "
        "Jasmine Katarzyna Keiko Lakshmi Leila Lucia Maja Marguerite Mei Nadia Ngozi Nora Olivia Priya Rosa Ruth "
        "Saoirse Sofia Thandiwe Valentina Wanjiru Yasmin Zoe"
    ),
    "M": _list(
        "Adam Ahmed Alejandro Anders Arjun Ben Bogdan Carlos Chidi Daniel Dmitri Emre Finn Gabriel Giovanni Haruto "
        "Hassan Ivan Jakob Jamal Kenji Kofi Lars Liam Luca Mateo Mihai Mohammed Noah Oisin Olumide Pavel Rajesh "
        "Samuel Stefan Tariq Tomas Viktor Wei Yusuf"
    ),
}
LAST_NAMES = _list(
    "Abbott Achebe Adeyemi Ahmed Andersson Baker Becker Bianchi Brennan Byrne Castillo Chen Choi Cohen Costa "
    "Dahl Demir Diaz Dubois Eriksen Farouk Fernandez Fischer Fraser Garcia Gupta Haddad Hansen Hughes Ibrahim "
    "Ivanova Iyer Jansen Jones Kaplan Khan Kimura Kowalski Kruger Larsen Le Lindqvist Lopez MacLeod Mbeki "
    "Meyer Moreau Murphy Nakamura Nguyen Novak Nwosu Okafor Olsen Ortiz Park Patel Petrova Popescu Quinn "
    "Rahman Reyes Ricci Rossi Sato Schmidt Shah Silva Singh Smith Sokolov Svensson Takahashi Taylor Tesfaye "
    "Thomas Torres Umarov Vargas Wagner Walsh Wang Williams Yamamoto Yilmaz Zhang Zimmermann"
)
MAIL_HOSTS = ("example.com", "example.org", "example.net", "mail.example.com", "post.example.org", "home.example.net")
CITIES = (
    City("London", "GB", "Greater London", "N# #QZ", "51.507", "-0.128"),
    City("Manchester", "GB", "Greater Manchester", "M# #QZ", "53.483", "-2.244"),
    City("Edinburgh", "GB", "Scotland", "EH# #QZ", "55.953", "-3.189"),
    City("Cardiff", "GB", "Wales", "CF# #QZ", "51.481", "-3.179"),
    City("Berlin", "DE", "Berlin", "10###", "52.520", "13.405"),
    City("Hamburg", "DE", "Hamburg", "20###", "53.551", "9.994"),
    City("Leipzig", "DE", "Sachsen", "04###", "51.340", "12.375"),
    City("Seattle", "US", "WA", "981##", "47.606", "-122.332"),
    City("Portland", "US", "OR", "972##", "45.515", "-122.679"),
    City("Denver", "US", "CO", "802##", "39.739", "-104.990"),
    City("Boston", "US", "MA", "021##", "42.360", "-71.058"),
    City("Chicago", "US", "IL", "606##", "41.878", "-87.630"),
)
STREETS = {
    "GB": ("High Street", "Mill Lane", "Station Road", "Church Walk", "Harbour View", "Queen's Crescent"),
    "DE": ("Lindenstraße", "Bahnhofstraße", "Am Markt", "Gartenweg", "Schillerplatz", "Uferpromenade"),
    "US": ("Oak Street", "Maple Avenue", "5th Avenue", "Lakeview Drive", "Cedar Court", "Pioneer Boulevard"),
}
CATEGORIES = (
    ("Tents", "Camping"),
    ("Sleeping bags", "Camping"),
    ("Stoves", "Camping"),
    ("Boots", "Footwear"),
    ("Trail shoes", "Footwear"),
    ("Jackets", "Clothing"),
    ("Base layers", "Clothing"),
    ("Ropes", "Climbing"),
    ("Harnesses", "Climbing"),
    ("Head torches", "Lighting"),
)
PRODUCT_FAMILIES = ("Tarn", "Thistle", "Ridgeline", "Corrie", "Fjell", "Saddleback", "Glen", "Windermere")
PRODUCT_WORDS = ("Light", "Pro", "Trek", "Alpine", "Storm", "Basecamp", "Ultra", "Classic")
COLOURS = ("moss", "slate", "heather", "rust", "sand", "midnight")
CARRIERS = ("Northern Parcel", "Quayside Freight", "Postbote", "Overland Express")
PHONE_MODELS = ("Pixel 9", "Galaxy S25", "iPhone 16", "Fairphone 6", "Xperia 10", "Moto G84")
BROWSERS = ("Firefox/142.0", "Chrome/140.0", "Safari/19.1", "Edge/140.0")
DEPARTMENTS = ("Retail", "Warehouse", "Finance", "People", "Engineering", "Customer care", "Marketing", "Product")
JOB_TITLES = (
    "Store assistant",
    "Team lead",
    "Buyer",
    "Accountant",
    "Data engineer",
    "Care agent",
    "Designer",
    "Analyst",
)
COMPANY_WORDS = (
    "Granite",
    "Lowland",
    "Beacon",
    "Copper",
    "Estuary",
    "Juniper",
    "Kestrel",
    "Marsh",
    "Orchard",
    "Summit",
)
COMPANY_FORMS = {"GB": ("Ltd", "PLC"), "DE": ("GmbH", "AG"), "US": ("Inc.", "LLC")}
INDUSTRIES = ("Outdoor retail", "Textiles", "Logistics", "Hospitality", "Education", "Sports clubs")
RETURN_REASONS = (
    "Too small",
    "Too large",
    "Zip broken",
    "Arrived late",
    "Not as pictured",
    "Changed my mind",
    "Seam came apart",
)
ORDER_NOTES = (
    "Leave with the neighbour",
    "Ring twice",
    "Gift wrap, no invoice in the box",
    "Customer collects on Saturday",
    "Second delivery attempt",
    "Split shipment agreed",
)
DIAGNOSES = (
    ("E11.9", "Type 2 diabetes"),
    ("I10", "High blood pressure"),
    ("J45.9", "Asthma"),
    ("M54.5", "Low back pain"),
    ("G43.9", "Migraine"),
    ("F41.1", "Anxiety"),
    ("K21.9", "Acid reflux"),
    ("S93.4", "Sprained ankle"),
)
MEDICATIONS = (
    "Metformin 500 mg",
    "Ramipril 5 mg",
    "Salbutamol inhaler",
    "Ibuprofen 400 mg",
    "Sertraline 50 mg",
    "Omeprazole 20 mg",
)
ALLERGIES = ("Penicillin", "Peanuts", "Latex", "Wasp stings", "Pollen")
BLOOD_TYPES = ("A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-")
NATIONALITIES = ("British", "German", "American", "Irish", "Polish", "Indian", "Nigerian", "Brazilian")
