"""Word lists of our own, from general knowledge, that the generators draw from; no entry is of any evaluation set."""


def phrases(text: str) -> tuple[str, ...]:
    """Split at bars; white space is one space."""
    return tuple(" ".join(each.split()) for each in text.split("|") if each.strip())


DIAGNOSES = phrases("""
    essential hypertension|type 2 diabetes mellitus|type 1 diabetes|acute bronchitis|asthma|migraine|osteoarthritis of the knee|
    chronic kidney disease stage 3|iron deficiency anaemia|iron deficiency anemia|hypothyroidism|hyperthyroidism|atrial fibrillation|
    coronary artery disease|congestive heart failure|pneumonia|urinary tract infection|gastro-oesophageal reflux disease|
    irritable bowel syndrome|ulcerative colitis|Crohn's disease|celiac disease|psoriasis|atopic dermatitis|eczema|cellulitis|
    major depressive disorder|generalized anxiety disorder|bipolar disorder|schizophrenia|post-traumatic stress disorder|
    attention deficit hyperactivity disorder|autism spectrum disorder|Alzheimer's disease|Parkinson's disease|multiple sclerosis|
    epilepsy|stroke|transient ischaemic attack|deep vein thrombosis|pulmonary embolism|sleep apnoea|obesity|gout|
    rheumatoid arthritis|systemic lupus erythematosus|fibromyalgia|osteoporosis|fracture of forearm|sprain of ankle|concussion|
    laceration of hand|burn of second degree|appendicitis|cholecystitis|gallstones|pancreatitis|hepatitis B|hepatitis C|cirrhosis of liver|
    HIV infection|tuberculosis|malaria|influenza|COVID-19|measles|chickenpox|shingles|tonsillitis|otitis media|sinusitis|
    viral pharyngitis|conjunctivitis|cataract|glaucoma|macular degeneration|breast cancer|malignant neoplasm of prostate|lung cancer|
    melanoma|leukaemia|lymphoma|benign prostatic hyperplasia|endometriosis|polycystic ovary syndrome|pre-eclampsia|miscarriage|
    low back pain|sciatica|carpal tunnel syndrome|herniated disc|vertigo|tinnitus|syncope|chest pain|abdominal pain|nausea and vomiting|
    diarrhoea|constipation|dehydration|sepsis|anaphylaxis|seasonal allergic rhinitis|food poisoning|insomnia|alcohol dependence|
    opioid use disorder|nicotine dependence|hyperlipidaemia|vitamin D deficiency|dental caries|gingivitis|kidney stones|hernia|scoliosis
""")
DRUGS = phrases("""
    metformin|lisinopril|amlodipine|atorvastatin|simvastatin|omeprazole|pantoprazole|levothyroxine|salbutamol|albuterol|fluticasone|
    ibuprofen|paracetamol|acetaminophen|aspirin|naproxen|diclofenac|tramadol|morphine|oxycodone|codeine|gabapentin|pregabalin|
    sertraline|fluoxetine|citalopram|escitalopram|venlafaxine|amitriptyline|mirtazapine|quetiapine|olanzapine|risperidone|lithium carbonate|
    diazepam|lorazepam|zolpidem|warfarin|apixaban|rivaroxaban|clopidogrel|heparin|enoxaparin|furosemide|hydrochlorothiazide|spironolactone|
    bisoprolol|metoprolol|carvedilol|propranolol|losartan|valsartan|ramipril|digoxin|amiodarone|insulin glargine|insulin lispro|gliclazide|
    sitagliptin|empagliflozin|semaglutide|prednisone|prednisolone|dexamethasone|methotrexate|hydroxychloroquine|adalimumab|amoxicillin|
    penicillin V|doxycycline|azithromycin|ciprofloxacin|cefalexin|clarithromycin|trimethoprim|nitrofurantoin|metronidazole|fluconazole|
    aciclovir|oseltamivir|cetirizine|loratadine|montelukast|ranitidine|loperamide|ondansetron|domperidone|allopurinol|colchicine|
    alendronic acid|folic acid|ferrous sulfate|finasteride|tamsulosin|sildenafil|ethinylestradiol|tamoxifen|letrozole|levetiracetam|
    lamotrigine|valproate|carbamazepine|levodopa|donepezil|methylphenidate|naloxone|buprenorphine
""")
ALLERGENS = phrases("""
    peanuts|tree nuts|shellfish|latex|penicillin allergy|bee stings|house dust mite|cat dander|dog dander|grass pollen|birch pollen|
    mould spores|milk protein|eggs|soya|wheat gluten|sulfonamides|contrast media|nickel|sesame
""")
PROCEDURES = phrases("""
    appendectomy|hip replacement|knee arthroscopy|coronary bypass graft|cataract surgery|colonoscopy|gastroscopy|MRI of brain|CT of abdomen|
    chest X-ray|echocardiogram|electrocardiogram|blood transfusion|haemodialysis|chemotherapy|radiotherapy|caesarean section|tonsillectomy|
    vasectomy|skin biopsy|mammography|bone density scan|physiotherapy|wound dressing|influenza vaccination|flu shot|tetanus booster|
    MMR vaccine|lumbar puncture|angioplasty with stent|root canal treatment|tooth extraction|hysterectomy|mastectomy|pacemaker insertion
""")
BLOOD_TYPES = phrases("A+|A-|B+|B-|AB+|AB-|O+|O-")
ICD = phrases("""
    E11.9|I10|J45.909|M54.5|F32.9|K21.9|N39.0|J06.9|E78.5|G43.909|Z00.00|R07.9|I48.91|E03.9|F41.1|M17.11|J18.9|N18.3|D50.9|L40.0|
    K35.80|S52.501A|C50.911|B20|A15.0|H25.9|I25.10|I63.9|E66.9|O80|Z23|R51|T78.40XA|J30.2|L20.9|F20.0|G20|G35|M81.0|K80.20
""")
GENDERS = (
    phrases("Male|Female"), phrases("male|female"), phrases("M|F"), phrases("m|f"), phrases("MALE|FEMALE"), phrases("M|F|U"),
    phrases("Male|Female|Non-binary"), phrases("Man|Woman|Other"), phrases("männlich|weiblich|divers"), phrases("homme|femme"),
    phrases("hombre|mujer"), phrases("masculino|femenino"), phrases("Masculin|Féminin"), phrases("мужской|женский"), phrases("男|女"),
    phrases("man|vrouw"), phrases("maschio|femmina"), phrases("Boy|Girl"), phrases("kobieta|mężczyzna"), phrases("ذكر|أنثى"),
    phrases("Female|Male|Unknown"), phrases("F|M|X"), phrases("Men|Women"), phrases("Boys|Girls"), phrases("erkek|kadın"),
)  # fmt: skip
RACES = phrases("""
    White|Black or African American|Asian|American Indian or Alaska Native|Native Hawaiian or Other Pacific Islander|Hispanic|
    Hispanic or Latino|Not Hispanic or Latino|Two or more races|Caucasian|African American|Latino|Black|Mixed|Asian British|White British|
    White Irish|Black African|Black Caribbean|Indian|Pakistani|Bangladeshi|Chinese|Arab|Roma|Native American|Pacific Islander
""")
RELIGIONS = phrases("""
    Christian|Catholic|Roman Catholic|Protestant|Orthodox|Muslim|Sunni|Shia|Hindu|Buddhist|Jewish|Sikh|Atheist|Agnostic|No religion|
    Baptist|Lutheran|Methodist|Anglican|Evangelical|Jain|Bahá'í|Mormon|Jehovah's Witness
""")
NATIONALITIES = phrases("""
    American|British|English|Scottish|Welsh|Irish|French|German|Italian|Spanish|Portuguese|Dutch|Belgian|Swiss|Austrian|Polish|Czech|Slovak|
    Hungarian|Romanian|Bulgarian|Greek|Turkish|Russian|Ukrainian|Belarusian|Swedish|Norwegian|Danish|Finnish|Icelandic|Estonian|Latvian|
    Lithuanian|Serbian|Croatian|Slovenian|Bosnian|Albanian|Chinese|Japanese|Korean|South Korean|Indian|Pakistani|Bangladeshi|Sri Lankan|
    Nepalese|Thai|Vietnamese|Filipino|Indonesian|Malaysian|Singaporean|Australian|New Zealander|Canadian|Mexican|Brazilian|Argentine|
    Chilean|Colombian|Peruvian|Venezuelan|Cuban|Jamaican|Egyptian|Moroccan|Algerian|Tunisian|Nigerian|Ghanaian|Kenyan|Ethiopian|
    South African|Ugandan|Israeli|Iranian|Iraqi|Syrian|Lebanese|Saudi|Emirati|Kuwaiti|Afghan|Kazakh|Uzbek|Georgian|Armenian|Azerbaijani
""")
STATUSES = tuple(
    phrases(each)
    for each in (
        "active|inactive|pending", "open|in progress|closed|on hold", "NEW|PAID|SHIPPED|DELIVERED|RETURNED", "success|failure|timeout",
        "Approved|Rejected|Under review", "draft|published|archived", "low|medium|high|critical", "bronze|silver|gold|platinum",
        "pass|fail", "yes|no", "true|false", "Y|N", "0|1", "enabled|disabled", "Won|Lost|Drawn", "W|L|D", "W|L", "A|B|C|D|E|F", "Win|Loss",
        "credit_card|bank_transfer|voucher|cash", "visa|mastercard|amex", "email|phone|post", "single|married|divorced|widowed",
        "full-time|part-time|contract", "GET|POST|PUT|DELETE|PATCH", "INFO|WARN|ERROR|DEBUG", "S|M|L|XL|XXL", "S|M|T|W|F", "GK|DF|MF|FW",
        "QB|RB|WR|TE|OL|DL|LB|CB", "C|PF|SF|SG|PG", "Forward|Midfielder|Defender|Goalkeeper", "Home|Away", "Gold|Silver|Bronze",
        "north|south|east|west", "Republican|Democratic|Independent", "Labour|Conservative|Liberal Democrat|Green", "am|pm", "kg|g|lb|oz",
        "EUR|USD|GBP|JPY|CHF", "USD|EUR|CAD|AUD", "en|de|fr|es|it", "en-US|de-DE|fr-FR", "Mr|Mrs|Ms|Dr", "Mr.|Ms.|Mrs.", "Jan|Feb|Mar|Apr|May|Jun",
        "Freshman|Sophomore|Junior|Senior", "FR|SO|JR|SR", "TCP|UDP|ICMP", "Male toilet|Female toilet", "public|private", "I|II|III|IV|V",
        "Regular Season|Playoffs|Preseason", "Bachelor|Master|PhD", "BSc|MSc|PhD|MBA", "spring|summer|autumn|winter", "A1|A2|B1|B2|C1|C2",
        "work|home|other", "urban|rural", "small|medium|large", "petrol|diesel|electric|hybrid", "automatic|manual", "N/A|-", "1st|2nd|3rd|4th",
    )
)  # fmt: skip
ORGANIZATION_FORMS = phrases("""
    University of {city}|{city} University|{city} State University|{surname} College|{city} Community College|{city} High School|
    {surname} Elementary School|{city} General Hospital|St. {given} Hospital|{surname} Medical Center|{city} Children's Clinic|
    Bank of {city}|{city} Savings Bank|{surname} Bank|First National Bank of {city}|{surname} Foundation|{surname} Institute of Technology|
    {country} Ministry of Finance|{country} Red Cross|Ministry of Health|Department of Education|{city} City Council|{city} Chamber of Commerce|
    {city} Airport Authority|{surname} & Sons|{surname} Brothers|{surname} and {surname2} LLP|{surname}, {surname2} & Partners|{surname} Group|
    {surname} Inc.|{surname} Ltd|{surname} GmbH|{surname} S.A.|{surname} AG|{surname} Holdings|{surname} Industries|{surname} Logistics|
    {surname} Pharmaceuticals|{surname} Motors|{surname} Airlines|Air {country}|{country} Airways|{surname} Records|{surname} Press|
    {city} Museum of Art|{city} Symphony Orchestra|{city} Public Library|{surname} Hotel|Hotel {city}|The {surname} Restaurant|Cafe {given}|
    {surname}'s Pizza|{surname} Pharmacy|{word} Systems|{word} Software|{word} Technologies|{word} Labs|{word} Capital|{word} Energy|
    {word} Media|{word} Networks|{word} Solutions Inc|{word}Soft|{word}ly|{word} Foods|{word} Insurance|{word} Consulting|
    {word} & {word2} Co.|American {word} Association|National {word} Council|European {word} Agency|International {word} Society|
    Society of {word} Engineers|United {word} Workers|{city} Police Department|{city} Fire Department|{surname} Law Firm|{city} Bar Association
""")
COLLEGE_FORMS = phrases("""
    {region}|{region} State|{region} Tech|{city}|{surname}|{surname} State|{city} College|Northern {region}|Southern {region}|{region} A&M|
    {city} State|UC {city}|{surname} College|Saint {surname}|Western {region}|University of {region}|{city} Academy|{word} Valley
""")
CUISINES = phrases(
    "pizza|bar food|steak|seafood|cafe|bakery|fast food|desserts|sushi|grill|fusion|vegetarian|street food|barbecue|curry"
)
TEAM_FORMS = phrases("""
    {city}|{city}|{city}|@ {city} {word}s|at {city}|vs. {city}|{city} {word}s|{city} Town|{city} Albion|{city} Athletic|{city}-{word}|{word}-{word2}|
    {city} United|{city} FC|FC {city}|{city} City|Real {city}|Sporting {city}|{city} Rovers|{city} Wanderers|{city} Tigers|{city} Lions|{city} Bulls|
    {city} Hawks|{city} Bears|{city} Eagles|{city} Giants|{city} Kings|{city} Rangers|{city} Athletics|{city} {word}s|Dynamo {city}|
    {city} State|{city} Hockey Club|SC {city}|AC {city}|{city} Cricket Club|{country}|{country} U-21|{city} Red Sox|{city} Blues
""")
TITLE_FORMS = phrases("""
    The {word}|The {word} {word2}|{word} of the {word2}|A {word} in {city}|{word} and {word2}|{given}'s {word}|Love in {city}|The {surname} Affair|
    {word}|{word} {word2}|How to {word}|Return of the {word}|{word} Forever|My {word} {word2}|Into the {word}|The Last {word}|{given}|
    {given} and the {word}|Goodbye {given}|{surname}: The {word}|{word} II|{word} Part 2|{word} (Remix)|{word} feat. {given}|Live at {city}|
    The Best of {given} {surname}|An Introduction to {word}|{word} in the Age of {word2}|On {word}|Notes on {word} {word2}|Chapter {n}: {word}|
    Episode {n}|{word} {n}|Season {n}|Pilot|Untitled|Who Killed {given}?|{word}, {word2} and {word}|Greatest Hits|I Love {word}
""")
EVENT_FORMS = phrases("""
    {city} Open|{city} Marathon|{country} Grand Prix|{city} Film Festival|World {word} Championship|{city} Cup|Summer Olympics {year}|
    {surname} Trophy|{year} {city} Conference|Battle of {city}|Treaty of {city}|{word} Awards {year}|{city} Book Fair|{country} Championship|
    Tour of {country}|{surname} Memorial Tournament|{city} International|Super {word} {year}
""")
BUILDING_FORMS = phrases("""
    {surname} Stadium|{city} Arena|{surname} Field|{city} Tower|{surname} Hall|{surname} Center|{word} Plaza|{surname} Bridge|{city} Airport|
    {city} International Airport|{city} Central Station|{surname} House|St. {given}'s Church|{city} Cathedral|{surname} Park|{word} Mall
""")
BAND_FORMS = phrases("""
    The {word}s|The {surname}s|{word} {word2}|{given} and the {word}s|{surname} Quartet|DJ {given}|{word}|The {word} {word2} Band|{word}-{word2}|
    {surname} & {surname2}|{word} Orchestra|Los {word}s|{city} {word}|{given} {word}|Saint {word}|{word} of {word2}|{n} {word}s|The {n} {word}s
""")
PRODUCTS = phrases("""
    wireless mouse|mechanical keyboard|USB-C cable 2m|27 inch monitor|office chair|standing desk|ballpoint pen blue|A4 paper 500 sheets|
    coffee beans 1kg|green tea bags|dark chocolate 70%|olive oil extra virgin|running shoes|cotton t-shirt|leather wallet|winter jacket|
    wool scarf|yoga mat|water bottle 750ml|bicycle helmet|LED bulb E27|cordless drill|screwdriver set|garden hose|lawn mower|dog food 10kg|
    cat litter|baby wipes|shampoo 300ml|toothpaste mint|sunscreen SPF 50|vitamin C tablets|phone case|tablet 10 inch|bluetooth speaker|
    noise cancelling headphones|graphics card|SSD 1TB|printer toner black|ink cartridge cyan|board game|puzzle 1000 pieces|acoustic guitar|
    camping tent 4 person|sleeping bag|hiking boots|frying pan 28cm|knife set|rice cooker|vacuum cleaner|washing machine|sofa bed|
    bedside lamp|curtains grey|picture frame|candle vanilla|gift card 50|premium subscription|annual support plan|enterprise license
""")
INDUSTRIES = phrases("""
    Agriculture|Automotive|Banking|Biotechnology|Construction|Consumer goods|Education|Energy|Entertainment|Fashion|Financial services|
    Food and beverage|Government|Healthcare|Hospitality|Insurance|Legal|Logistics|Manufacturing|Media|Mining|Non-profit|Pharmaceuticals|
    Real estate|Retail|Software|Telecommunications|Tourism|Transportation|Utilities|Sales|Marketing|Finance|Human Resources|Engineering|
    Operations|Support|Research and Development|Legal and Compliance|Procurement|Rock|Pop|Jazz|Classical|Hip hop|Drama|Comedy|Thriller|
    Horror|Documentary|Action|Science fiction|Romance|Football|Basketball|Tennis|Swimming|Athletics|Cycling|Golf|Mathematics|Physics|
    Chemistry|Biology|History|Geography|Economics|Philosophy|Computer Science|Electronics|Toys|Books|Sports|Garden|Beauty|Grocery
""")
THINGS = phrases("""
    Iris setosa|Quercus robur|Canis lupus|Felis catus|Escherichia coli|Salmo salar|Panthera leo|Rosa canina|Homo sapiens|Ursus arctos|
    African elephant|blue whale|golden eagle|honey bee|tiger shark|maple|oak|salmon|sodium chloride|hydrogen|oxygen|carbon dioxide|iron|
    gold|copper|granite|limestone|quartz|Toyota Corolla|Ford Focus|Volkswagen Golf|BMW X5|Tesla Model 3|Boeing 737|Airbus A320|Windows 10|
    Ubuntu 22.04|macOS|Android|Chrome|Firefox|Safari|Python|JavaScript|PostgreSQL|Oracle|spaghetti carbonara|chicken curry|apple pie|
    tomato soup|orange juice|red wine|lager|espresso|parmesan|baguette|sushi|piano|violin|trumpet|drums|chess|poker|haiku|sonnet|
    Mars|Venus|Jupiter|Andromeda|Polaris|MIT License|GPL-3.0|UTF-8|text/html|application/json|image/png|AES-256|md5|sha256|USB 3.0|IPv4|DNS
""")
BRANDS = phrases("""
    Acura|Alfa Romeo|Aston Martin|Audi|Bentley|BMW|Bugatti|Buick|Cadillac|Chevrolet|Chrysler|Citroën|Dacia|Daihatsu|Dodge|Ferrari|Fiat|Ford|GMC|
    Honda|Hyundai|Infiniti|Isuzu|Jaguar|Jeep|Kia|Lada|Lamborghini|Lancia|Land Rover|Lexus|Lincoln|Lotus|Maserati|Mazda|Mercury|Mini|Mitsubishi|
    Nissan|Oldsmobile|Opel|Peugeot|Plymouth|Pontiac|Porsche|Renault|Saab|Saturn|Seat|Skoda|Smart|Subaru|Suzuki|Tesla|Toyota|Volkswagen|Volvo|
    Boeing|Airbus|Embraer|Bombardier|Cessna|Sony|Samsung|Panasonic|Philips|Nokia|Motorola|Lenovo|Dell|Canon|Nikon|Adidas|Nike|Puma|Reebok|
    Levi's|Gucci|Prada|Chanel|Nestlé|Danone|Kellogg's|Heinz|Lego|Mattel|Ikea|Bosch|Makita|Dyson|Whirlpool|Gillette|Colgate|Pampers
""")
SOCIETY = phrases("""
    Democratic Party|Republican Party|Christian Democratic Union|Social Democrats|Five Star Movement|Likud|Fianna Fáil|Liberal Party|
    Academy Award|Golden Globe|Emmy Award|Grammy|Booker Prize|Nobel Prize|Order of Merit|Silver Lion|Best Picture|Best Supporting Actor|
    Goalkeeper|Striker|Left back|Centre forward|Point guard|Shooting guard|Quarterback|Linebacker|Pitcher|Shortstop|Outfielder|Prop|Fly-half|
    Sprint|Pole vault|100 m hurdles|4 × 100 m relay|Men's singles|Women's doubles|Freestyle|Butterfly|Giant slalom|Epee|Judo|Group stage|
    Quarter-finals|Semifinal|Final|Round of 16|Preliminary round|Heat 2|Runner-up|Champion|Decision (unanimous)|TKO|Submission|Retired|
    ABC|CBS|NBC|Fox|ESPN|CNN|BBC Two|Channel 5|ZDF|RTL|Canal+|Rai Uno|Disney Channel|Nickelodeon|Cartoon Network|Columbia|Atlantic|Motown|
    Windows|Linux|PlayStation 2|Xbox 360|Nintendo DS|Wii|Sega Genesis|PC|iOS|Arcade|CD|Vinyl|DVD|7\" single|Digital download|Paperback|
    Spring training|Freshman year|Sophomore|Undergraduate|Introduction to Economics|Organic Chemistry|Calculus II|World History|
    Monday-Friday 9-5|Mo-Fr 08:00-18:00|Sa 10:00-16:00|closed on Sunday|24 hours|weekdays only|Free|Members only|Cash only
""")
GENES = phrases("?????#|???#|??##|???##|??#?|????|???#?|C#orf##|???-???|??????|?????##")
POSITIVE_NAMES: dict[str, tuple[str, ...]] = {
    "EMAIL": phrases("email|email address|e mail|contact email|mail|user email|primary email|correo|courriel|emailadresse|work email"),
    "PHONE": phrases("phone|phone number|telephone|mobile|mobile number|cell|fax|contact number|tel|home phone|telefon|telefono|work phone"),
    "FIRST": phrases("first name|given name|fname|forename|vorname|prenom|voornaam|first|firstname|nombre|name first"),
    "LAST": phrases("last name|surname|family name|lname|nachname|nom|apellido|achternaam|last|maiden name|cognome|name last"),
    "PERSON_NAME": phrases(
        "name|full name|customer name|employee name|contact name|patient name|person|player|author|director|owner|teacher|candidate|"
        "student|account holder|cardholder name|contact|driver|member|manager|doctor|coach|actor|winner|nombre completo|recipient"
    ),
    "STREET_ADDRESS": phrases("address|street|street address|addr1|address line 1|adresse|strasse|direccion|home address|shipping address|calle"),
    "CITY": phrases("city|town|location|place|ort|stadt|ville|ciudad|birthplace|place of birth|birth city|shipping city|municipality"),
    "COUNTRY": phrases("country|nation|land|pays|pais|country name|country of residence|birth country|billing country"),
    "REGION": phrases("state|province|region|county|bundesland|departement|estado|state name|district"),
    "POSTAL": phrases("zip|zip code|postal code|postcode|plz|code postal|zipcode|cep|post code"),
    "LATITUDE": phrases("latitude|lat|gps lat|y coord|geo lat"),
    "LONGITUDE": phrases("longitude|lon|lng|gps lon|geo long"),
    "DATE_OF_BIRTH": phrases("date of birth|dob|birth date|birthday|geburtsdatum|fecha nacimiento|born|date naissance|birthdate"),
    "AGE": phrases("age|age years|alter|edad|patient age|age at visit|customer age"),
    "GENDER": phrases("gender|sex|geschlecht|sexe|sexo|gender code|genero"),
    "ETHNICITY": phrases("race|ethnicity|ethnic group|nationality|religion|citizenship|nationalite"),
    "US_SSN": phrases("ssn|social security number|soc sec no|social security|us ssn"),
    "NATIONAL_ID": phrases("national id|national identity number|id number|tax id|dni|nif|cpf|nino|pesel|personnummer|bsn|codice fiscale|aadhaar"),
    "US_DRIVER_LICENSE": phrases("driver license|drivers license number|dl number|license no driver|driving licence"),
    "PASSPORT": phrases("passport|passport number|passport no|reisepass|pasaporte"),
    "CREDIT_CARD": phrases("credit card|card number|cc num|credit card number|pan|payment card|kreditkarte"),
    "CARD_SECURITY_CODE": phrases("cvv|cvc|card security code|cvv2|security code"),
    "IBAN": phrases("iban|iban code|bank iban|account iban"),
    "BANK_ACCOUNT": phrases("account number|bank account|routing number|acct no|kontonummer|bank account number|sort code"),
    "SWIFT_BIC": phrases("swift|bic|swift code|bic code|bank identifier code"),
    "CRYPTO_WALLET": phrases("wallet|wallet address|btc address|eth address|bitcoin address|crypto address"),
    "IP_ADDRESS": phrases("ip|ip address|client ip|remote addr|src ip|host ip|last login ip"),
    "MAC_ADDRESS": phrases("mac|mac address|mac addr|hw address|wifi mac"),
    "DEVICE_ID": phrases("imei|device id|device imei|handset id|imei number"),
    "URL": phrases("url|website|web site|homepage|link|profile url|site"),
    "VIN": phrases("vin|vin number|vehicle id number|chassis no"),
    "USERNAME": phrases("username|user name|login|user login|handle|screen name|account name|benutzername"),
    "PASSWORD": phrases("password|passwd|pwd|password hash|secret|api key|access token|passwort|client secret"),
    "MEDICAL": phrases("diagnosis|condition|disease|medication|drug name|allergy|procedure|icd code|dx|treatment|symptoms|blood type|rx"),
    "MEDICAL_ID": phrases("mrn|medical record number|npi|nhs number|patient number|health card number|dea number"),
}  # fmt: skip
