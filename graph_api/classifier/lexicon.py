"""Terms of running text, our own lists from general knowledge: illness and treatment, peoples and beliefs, well-known organizations.

They are hints for `language`, not decisions: `stroke` and `Apple` are what their sentence says they are.
"""

import re
from collections.abc import Iterator, Sequence

# A word, a number, or one mark. A character of Chinese or Japanese is a word.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0980-\u0983\u09bc-\u09d7\u0e31-\u0e4e"
_OWN = "\u3040-\u30ff\u3400-\u9fff"
WORD = re.compile(
    rf"[{_OWN}]|[^\W\d_{_OWN}][^\W\d_{_OWN}{_MARKS}]{{0,39}}(?:[{_MARKS}]+[^\W\d_{_OWN}{_MARKS}]*)*|\d{{1,40}}|\n|[^\w\s]|_"
)


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))


ILLNESSES = _phrases("""
    abscess|acne|ADHD|adenoma|AIDS|allergic reaction|alopecia|Alzheimer's disease|Alzheimer's|dementia|anaemia|anemia|anaphylaxis|aneurysm|angina|
    ankle sprain|anorexia|anxiety|anxiety disorder|aortic stenosis|aphasia|appendicitis|arrhythmia|arthritis|ascites|asthma|ataxia|
    atherosclerosis|atrial fibrillation|autism|back pain|bipolar disorder|blindness|bowel obstruction|bradycardia|brain tumour|breast cancer|
    bronchiolitis|bronchitis|bruising|bulimia|burns|bursitis|cancer|candidiasis|cardiac arrest|cardiomyopathy|cataract|cataracts|cellulitis|
    cerebral palsy|chest infection|chest pain|chickenpox|cholera|cholecystitis|chronic pain|cirrhosis|coeliac disease|celiac disease|colitis|
    colon cancer|common cold|concussion|confusion|congestive heart failure|conjunctivitis|constipation|COPD|cough|COVID|COVID-19|cramps|
    Crohn's disease|cystic fibrosis|cystitis|deep vein thrombosis|dehydration|delirium|depression|depressive episode|dermatitis|diabetes|
    diabetic|type 1 diabetes|type 2 diabetes|diarrhoea|diarrhea|diphtheria|diverticulitis|dizziness|Down syndrome|dysphagia|dyspnoea|eating disorder|
    ectopic pregnancy|eczema|emphysema|encephalitis|endocarditis|endometriosis|epilepsy|epistaxis|erectile dysfunction|fatigue|fever|fibroids|
    fibromyalgia|fits|food allergy|food poisoning|fractured hip|hip fracture|fractured wrist|wrist fracture|gallstones|gangrene|gastritis|
    gastroenteritis|gestational diabetes|glaucoma|glioma|goitre|gonorrhoea|gout|haematuria|haemophilia|haemorrhoids|hay fever|headache|headaches|
    hearing loss|heart attack|heart disease|heart failure|heart murmur|heartburn|hepatitis|hepatitis B|hepatitis C|hernia|herpes|high blood pressure|
    high cholesterol|HIV|hives|hypercholesterolaemia|hyperlipidaemia|hyperlipidemia|hypertension|hyperthyroidism|hypoglycaemia|hypotension|
    hypothyroidism|IBS|incontinence|indigestion|infertility|influenza|insomnia|irritable bowel syndrome|ischaemic heart disease|itching|jaundice|
    joint pain|kidney disease|chronic kidney disease|kidney failure|renal failure|kidney stones|knee pain|laryngitis|leukaemia|leukemia|liver failure|
    low blood pressure|low mood|lung cancer|lupus|Lyme disease|lymphoma|malaria|malnutrition|measles|melanoma|meningitis|migraine|migraines|
    miscarriage|mononucleosis|motor neurone disease|MRSA|multiple sclerosis|mumps|myeloma|myocardial infarction|narcolepsy|nausea|neuralgia|
    neuropathy|nosebleed|obesity|obsessive compulsive disorder|oedema|oesophagitis|osteoarthritis|osteoporosis|otitis media|ovarian cyst|palpitations|
    pancreatitis|panic attacks|panic disorder|paralysis|Parkinson's disease|Parkinson's|pelvic pain|peptic ulcer|pericarditis|peritonitis|
    pharyngitis|phobia|plantar fasciitis|pleurisy|pneumonia|pneumothorax|polio|post-traumatic stress disorder|PTSD|pre-eclampsia|prediabetes|
    pressure sore|pressure ulcer|prostate cancer|psoriasis|psychosis|pulmonary embolism|pyelonephritis|rabies|rash|reflux|acid reflux|retinopathy|
    rheumatoid arthritis|rhinitis|rubella|sarcoidosis|scabies|scarlet fever|schizophrenia|sciatica|scoliosis|scurvy|seizure|seizures|sepsis|shingles|
    shortness of breath|sickle cell disease|sinusitis|skin cancer|sleep apnoea|sleep apnea|sore throat|spina bifida|stroke|syncope|syphilis|tachycardia|
    tendonitis|tetanus|thalassaemia|thrombosis|thyroid cancer|tinnitus|tonsillitis|tuberculosis|typhoid|ulcer|ulcerative colitis|urticaria|
    urinary tract infection|UTI|varicose veins|vertigo|viral infection|vomiting|wheeze|wheezing|whooping cough|yellow fever
""")
TREATMENTS = _phrases("""
    acetaminophen|aciclovir|adalimumab|adrenaline|albuterol|alendronate|allopurinol|alprazolam|amiodarone|amitriptyline|amlodipine|amoxicillin|
    antibiotics|antidepressants|antihistamines|apixaban|aspirin|atenolol|atorvastatin|azathioprine|azithromycin|baclofen|beclometasone|bisoprolol|
    buprenorphine|bupropion|candesartan|captopril|carbamazepine|carvedilol|cefalexin|ceftriaxone|celecoxib|cetirizine|chemotherapy|cholecystectomy|
    ciprofloxacin|citalopram|clarithromycin|clindamycin|clonazepam|clopidogrel|clozapine|co-codamol|codeine|colchicine|cortisone|dabigatran|
    dexamethasone|diazepam|diclofenac|digoxin|diltiazem|donepezil|doxazosin|doxycycline|duloxetine|dupilumab|empagliflozin|enalapril|enoxaparin|
    epinephrine|EpiPen|erythromycin|escitalopram|esomeprazole|estradiol|etanercept|felodipine|fentanyl|ferrous sulphate|finasteride|flu jab|flu shot|
    flu vaccine|fluconazole|fluoxetine|flucloxacillin|fluticasone|folic acid|furosemide|gabapentin|gliclazide|glipizide|haloperidol|heparin|hydrocortisone|
    hydrochlorothiazide|hydroxychloroquine|ibuprofen|indapamide|infliximab|inhaler|insulin|insulin glargine|ipratropium|irbesartan|isotretinoin|
    ivermectin|ketamine|lamotrigine|lansoprazole|letrozole|levetiracetam|levodopa|levothyroxine|lisinopril|lithium|loperamide|loratadine|lorazepam|losartan|
    melatonin|metformin|methadone|methotrexate|methylphenidate|metoclopramide|metoprolol|metronidazole|mirtazapine|montelukast|morphine|naloxone|naproxen|
    nifedipine|nitrofurantoin|nitroglycerin|olanzapine|omeprazole|ondansetron|oseltamivir|oxycodone|pantoprazole|paracetamol|paroxetine|penicillin|
    phenytoin|pravastatin|prednisolone|prednisone|pregabalin|propranolol|quetiapine|quinine|ramipril|ranitidine|risperidone|rivaroxaban|rosuvastatin|
    salbutamol|semaglutide|senna|sertraline|sildenafil|simvastatin|sitagliptin|spironolactone|statins|steroids|sumatriptan|tacrolimus|tamoxifen|tamsulosin|
    temazepam|terbinafine|thyroxine|tramadol|trazodone|trimethoprim|valproate|valsartan|vancomycin|venlafaxine|verapamil|warfarin|zolpidem|zopiclone|
    angiogram|angioplasty|appendectomy|appendicectomy|biopsy|blood transfusion|caesarean section|cataract surgery|colonoscopy|coronary bypass|CT scan|
    dialysis|echocardiogram|ECG|endoscopy|gastroscopy|hip replacement|hysterectomy|insulin pump|keyhole surgery|knee replacement|laparoscopy|mammogram|mastectomy|MRI|
    MRI scan|pacemaker|physiotherapy|radiotherapy|root canal|stent|tonsillectomy|tracheostomy|ultrasound|vasectomy|X-ray|MMR vaccine
""")
PEOPLES = _phrases("""
    Afghan|African|African American|Albanian|Algerian|American|Andorran|Angolan|Arab|Argentine|Argentinian|Armenian|Asian|Australian|Austrian|Azerbaijani|
    Bahraini|Bangladeshi|Basque|Belarusian|Belgian|Bolivian|Bosnian|Botswanan|Brazilian|British|Briton|Bulgarian|Burmese|Cambodian|Cameroonian|Canadian|Catalan|
    Chilean|Chinese|Colombian|Congolese|Costa Rican|Croat|Croatian|Cuban|Cypriot|Czech|Dane|Danish|Dominican|Dutch|Ecuadorian|Egyptian|Emirati|English|Eritrean|
    Estonian|Ethiopian|European|Fijian|Filipino|Filipina|Finn|Finnish|French|Gambian|Georgian|German|Ghanaian|Greek|Guatemalan|Guyanese|Haitian|Hispanic|Honduran|
    Hungarian|Icelander|Icelandic|Indian|Indonesian|Iranian|Iraqi|Irish|Israeli|Italian|Ivorian|Jamaican|Japanese|Jordanian|Kazakh|Kenyan|Korean|Kosovan|Kurdish|
    Kurd|Kuwaiti|Kyrgyz|Lao|Latino|Latina|Latvian|Lebanese|Liberian|Libyan|Lithuanian|Luxembourgish|Macedonian|Malagasy|Malawian|Malaysian|Malian|Maltese|Mauritian|
    Mexican|Moldovan|Mongolian|Montenegrin|Moroccan|Mozambican|Namibian|Nepalese|Nepali|New Zealander|Nicaraguan|Nigerian|North Korean|Norwegian|Omani|Pakistani|
    Palestinian|Panamanian|Paraguayan|Persian|Peruvian|Pole|Polish|Portuguese|Puerto Rican|Qatari|Romanian|Russian|Rwandan|Salvadoran|Samoan|Saudi|Scot|Scottish|
    Senegalese|Serb|Serbian|Sicilian|Singaporean|Slovak|Slovakian|Slovene|Slovenian|Somali|South African|South Korean|Spaniard|Spanish|Sri Lankan|Sudanese|Swede|Swedish|
    Swiss|Syrian|Taiwanese|Tajik|Tanzanian|Thai|Tibetan|Togolese|Tongan|Tunisian|Turk|Turkish|Turkmen|Ugandan|Ukrainian|Uruguayan|Uzbek|Venezuelan|Vietnamese|Welsh|
    Yemeni|Zambian|Zimbabwean|Christian|Catholic|Protestant|Orthodox|Muslim|Sunni|Shia|Hindu|Buddhist|Jewish|Jew|Sikh|Jain|Mormon|Lutheran|Anglican|Baptist|Methodist|
    Evangelical|Quaker|Caucasian|Māori|Maori|Inuit|Roma
""")
ORGANIZATIONS = _phrases("""
    Accenture|Adidas|Adobe|Aeroflot|Airbnb|Airbus|Air France|Al Jazeera|Alcatel|Aldi|Alibaba|Allianz|Alphabet|Alstom|Amazon|American Airlines|American Express|Amnesty International|
    Apple|ArcelorMittal|Arsenal|Asus|AT&T|Audi|Auchan|Avis|AXA|Bank of America|Barclays|BASF|Bayer|BBC|BBVA|Ben & Jerry's|Bloomberg|BMW|BNP Paribas|Boeing|
    Bosch|BP|British Airways|Burger King|Cambridge University|Capgemini|Carlsberg|Carrefour|Caterpillar|Chevrolet|Chevron|Cisco|Citibank|Citigroup|CNN|Coca-Cola|Colgate|
    Commerzbank|Continental|Costco|Credit Suisse|Daimler|Danone|Decathlon|Deezer|Dell|Deloitte|Delta Air Lines|Deutsche Bank|Deutsche Bahn|Deutsche Post|DHL|Disney|Dow Chemical|
    Dropbox|DuPont|easyJet|eBay|EDF|Electrolux|Emirates|ENI|Equinor|Ericsson|Ernst & Young|Etihad|European Commission|European Parliament|European Union|Expedia|Exxon|ExxonMobil|
    Facebook|FBI|CIA|NASA|FedEx|Ferrari|Ferrero|Fiat|FIFA|UEFA|Ford|Foxconn|Fujitsu|Gap|Gazprom|General Electric|General Motors|Gillette|GitHub|Glencore|Goldman Sachs|Google|
    Greenpeace|Gucci|H&M|Harvard|Harvard University|Heineken|Hertz|Hewlett-Packard|Hilton|Hitachi|Home Depot|Honda|Honeywell|HP|HSBC|Huawei|Hyundai|IBM|IKEA|Infosys|ING|Intel|
    Interpol|Europol|Israel Aerospace|Jaguar|Johnson & Johnson|JPMorgan|JPMorgan Chase|Juventus|KFC|Kia|KLM|Kodak|KPMG|Lego|Lenovo|LG|Lidl|LinkedIn|Liverpool FC|Lloyds|Lloyds Bank|
    Lockheed Martin|L'Oréal|Lufthansa|LVMH|Maersk|Manchester United|Marks & Spencer|Marriott|Mastercard|Mattel|Mazda|McDonald's|McKinsey|Mercedes|Mercedes-Benz|Merck|Meta|Michelin|
    Microsoft|MIT|Mitsubishi|Monsanto|Morgan Stanley|Motorola|Mozilla|MTN|NATO|Nestlé|Nestle|Netflix|New York Times|NHS|Nike|Nintendo|Nissan|Nokia|Novartis|NVIDIA|O2|Oracle|
    Orange|Oxfam|Oxford University|Panasonic|PayPal|Pepsi|PepsiCo|Peugeot|Petrobras|Pfizer|Philips|Porsche|Procter & Gamble|PwC|Qantas|Qatar Airways|Qualcomm|Rabobank|Real Madrid|
    Red Cross|Renault|Repsol|Reuters|Revolut|Roche|Rolls-Royce|Rosneft|Ryanair|Saab|Sainsbury's|Salesforce|Samsung|Sanofi|Santander|SAP|Save the Children|Scania|Schneider Electric|
    Sears|Shell|Siemens|Skype|Slack|Snapchat|SoftBank|Sony|Spotify|Sprint|Stanford|Stanford University|Starbucks|Stripe|Subaru|Subway|Suzuki|Swisscom|T-Mobile|Target|Tata|
    Telefónica|Tesco|Tesla|Texaco|Thales|TikTok|Toshiba|Total|TotalEnergies|Toyota|Twitter|Uber|UBS|UNESCO|UNICEF|Unilever|United Airlines|United Nations|UPS|Vatican|Verizon|
    Visa|Vodafone|Volkswagen|Volvo|Walmart|Warner Bros|WhatsApp|Wells Fargo|Wikipedia|Wipro|World Bank|World Health Organization|Xerox|Xiaomi|Yahoo|Yale|YouTube|Zalando|Zara|Zoom
""")
# What firms and institutions are called by, beside a name.
TRADES = _phrases("""
    Architects|Associates|Automotive|Bakery|Brewery|Builders|Builders Merchants|Cafe|Care|Catering|Cleaning|Clothing|Coffee|Communications|Construction|Consultants|Dairy|
    Dental|Design|Diner|Distribution|Electronics|Engineering|Enterprises|Estates|Events|Express|Farms|Fashion|Fitness|Foods|Freight|Furniture|Games|Garage|Garden|Gas|Global|
    Grill|Grocery|Gym|Health|Homes|House|Interiors|International|Jewelers|Kitchen|Landscaping|Legal|Lighting|Management|Manufacturing|Marine|Market|Markets|Music|
    Optics|Outfitters|Pets|Petroleum|Photography|Plumbing|Printing|Properties|Publishing|Realty|Recruitment|Rentals|Repair|Restaurant|Robotics|Sales|Security|Services|Shipping|
    Shoes|Shop|Solar|Sports|Steel|Stores|Studio|Supplies|Supply|Telecom|Textiles|Tours|Toys|Trading|Transport|Travel|Tyres|Warehouse|Wines|Works|
    Academy|Agency|Airlines|Airways|Analytics|Authority|Bakeries|Bank|Bistro|Bookshop|Borough|Brothers|Capital|Centre|Chemists|Church|Clinic|Club|College|Commission|Committee|Cooperative|
    Council|Data|Dealers|Department|Diagnostics|Digital|Elektro|Energy|Estate|Federation|Finance|Florist|Foundation|Gallery|Hospital|Hotel|Immobilien|Industries|Infirmary|Institute|Insurance|Inn|
    Investments|Journal|Labs|Laboratory|Laboratories|Law|Library|Logistics|Maritime|Media|Medical|Ministry|Motors|Museum|Networks|Opera|Orchestra|Partners|Pharma|Pharmacy|Pharmaceuticals|Police|Post|
    Practice|Press|Primary|Productions|Pub|Railways|Records|Research|Resort|Salon|School|Society|Software|Solutions|Storage|Surgery|Surveyors|Systems|Technologies|Theatre|Times|Timber|
    Trust|Tribune|Union|United|University|Universität|Universidad|Université|Ventures|Veterinary|Wanderers|Watch|Wholesale|Winery
""")
NAMED = {"illness": ILLNESSES, "treatment": TREATMENTS, "people": PEOPLES, "firm": ORGANIZATIONS, "trade": TRADES}
_PLURAL = (
    "an",
    "ean",
    "ian",
    "eek",
    "rk",
    "rb",
    "ole",
    "ane",
    "ede",
    "inn",
    "ni",
    "qi",
    "li",
    "ti",
    "ew",
    "ikh",
    "lim",
    "ndu",
    "ist",
    "lic",
    "rd",
    "lav",
    "ab",
    "ot",
    "oat",
    "vak",
)


def _table() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return what begins with each word in small letters, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, terms in NAMED.items():
        for term in terms:
            forms = [term, f"{term}s"] if name == "people" and term.endswith(_PLURAL) else [term]
            for form in forms:
                words = tuple(WORD.findall(form.lower()))
                found.setdefault(words[0], []).append((words, name))
    for each in found.values():
        each.sort(key=lambda one: -len(one[0]))
    return found


_STARTING = _table()


def terms(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (first, end, list) of the terms among `words`, which are pieces of `WORD` in small letters."""
    at = 0
    while at < len(words):
        for term, name in _STARTING.get(words[at], ()):
            if tuple(words[at : at + len(term)]) == term:
                yield at, at + len(term), name
                at += len(term)
                break
        else:
            at += 1
