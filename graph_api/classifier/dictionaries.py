"""Closed lists of values, made by us from general knowledge: small, and only of what has few members.

Countries follow ISO 3166 in common English spelling, with their two- and three-letter codes.
"""

_COUNTRIES = """Afghanistan AF AFG|Albania AL ALB|Algeria DZ DZA|Andorra AD AND|Angola AO AGO|Argentina AR ARG|Armenia AM ARM|
Australia AU AUS|Austria AT AUT|Azerbaijan AZ AZE|Bahamas BS BHS|Bahrain BH BHR|Bangladesh BD BGD|Barbados BB BRB|
Belarus BY BLR|Belgium BE BEL|Belize BZ BLZ|Benin BJ BEN|Bermuda BM BMU|Bhutan BT BTN|Bolivia BO BOL|
Bosnia and Herzegovina BA BIH|Botswana BW BWA|Brazil BR BRA|Brunei BN BRN|Bulgaria BG BGR|Burkina Faso BF BFA|Burundi BI BDI|
Cambodia KH KHM|Cameroon CM CMR|Canada CA CAN|Cape Verde CV CPV|Central African Republic CF CAF|Chad TD TCD|Chile CL CHL|
China CN CHN|Colombia CO COL|Comoros KM COM|Congo CG COG|Democratic Republic of the Congo CD COD|Costa Rica CR CRI|
Croatia HR HRV|Cuba CU CUB|Cyprus CY CYP|Czech Republic CZ CZE|Denmark DK DNK|Djibouti DJ DJI|Dominica DM DMA|
Dominican Republic DO DOM|Ecuador EC ECU|Egypt EG EGY|El Salvador SV SLV|Equatorial Guinea GQ GNQ|Eritrea ER ERI|
Estonia EE EST|Eswatini SZ SWZ|Ethiopia ET ETH|Fiji FJ FJI|Finland FI FIN|France FR FRA|Gabon GA GAB|Gambia GM GMB|
Georgia GE GEO|Germany DE DEU|Ghana GH GHA|Greece GR GRC|Greenland GL GRL|Grenada GD GRD|Guatemala GT GTM|Guinea GN GIN|
Guyana GY GUY|Haiti HT HTI|Honduras HN HND|Hong Kong HK HKG|Hungary HU HUN|Iceland IS ISL|India IN IND|Indonesia ID IDN|
Iran IR IRN|Iraq IQ IRQ|Ireland IE IRL|Israel IL ISR|Italy IT ITA|Ivory Coast CI CIV|Jamaica JM JAM|Japan JP JPN|
Jordan JO JOR|Kazakhstan KZ KAZ|Kenya KE KEN|Kosovo XK XKX|Kuwait KW KWT|Kyrgyzstan KG KGZ|Laos LA LAO|Latvia LV LVA|
Lebanon LB LBN|Lesotho LS LSO|Liberia LR LBR|Libya LY LBY|Liechtenstein LI LIE|Lithuania LT LTU|Luxembourg LU LUX|
Macedonia MK MKD|Madagascar MG MDG|Malawi MW MWI|Malaysia MY MYS|Maldives MV MDV|Mali ML MLI|Malta MT MLT|
Mauritania MR MRT|Mauritius MU MUS|Mexico MX MEX|Moldova MD MDA|Monaco MC MCO|Mongolia MN MNG|Montenegro ME MNE|
Morocco MA MAR|Mozambique MZ MOZ|Myanmar MM MMR|Namibia NA NAM|Nepal NP NPL|Netherlands NL NLD|New Zealand NZ NZL|
Nicaragua NI NIC|Niger NE NER|Nigeria NG NGA|North Korea KP PRK|Norway NO NOR|Oman OM OMN|Pakistan PK PAK|
Palestine PS PSE|Panama PA PAN|Papua New Guinea PG PNG|Paraguay PY PRY|Peru PE PER|Philippines PH PHL|Poland PL POL|
Portugal PT PRT|Puerto Rico PR PRI|Qatar QA QAT|Romania RO ROU|Russia RU RUS|Rwanda RW RWA|Samoa WS WSM|
San Marino SM SMR|Saudi Arabia SA SAU|Senegal SN SEN|Serbia RS SRB|Seychelles SC SYC|Sierra Leone SL SLE|
Singapore SG SGP|Slovakia SK SVK|Slovenia SI SVN|Somalia SO SOM|South Africa ZA ZAF|South Korea KR KOR|
South Sudan SS SSD|Spain ES ESP|Sri Lanka LK LKA|Sudan SD SDN|Suriname SR SUR|Sweden SE SWE|Switzerland CH CHE|
Syria SY SYR|Taiwan TW TWN|Tajikistan TJ TJK|Tanzania TZ TZA|Thailand TH THA|Togo TG TGO|Tonga TO TON|
Trinidad and Tobago TT TTO|Tunisia TN TUN|Turkey TR TUR|Turkmenistan TM TKM|Uganda UG UGA|Ukraine UA UKR|
United Arab Emirates AE ARE|United Kingdom GB GBR|United States US USA|Uruguay UY URY|Uzbekistan UZ UZB|Vanuatu VU VUT|
Venezuela VE VEN|Vietnam VN VNM|Yemen YE YEM|Zambia ZM ZMB|Zimbabwe ZW ZWE"""

_STATES = """Alabama AL|Alaska AK|Arizona AZ|Arkansas AR|California CA|Colorado CO|Connecticut CT|Delaware DE|Florida FL|
Georgia GA|Hawaii HI|Idaho ID|Illinois IL|Indiana IN|Iowa IA|Kansas KS|Kentucky KY|Louisiana LA|Maine ME|Maryland MD|
Massachusetts MA|Michigan MI|Minnesota MN|Mississippi MS|Missouri MO|Montana MT|Nebraska NE|Nevada NV|New Hampshire NH|
New Jersey NJ|New Mexico NM|New York NY|North Carolina NC|North Dakota ND|Ohio OH|Oklahoma OK|Oregon OR|Pennsylvania PA|
Rhode Island RI|South Carolina SC|South Dakota SD|Tennessee TN|Texas TX|Utah UT|Vermont VT|Virginia VA|Washington WA|
West Virginia WV|Wisconsin WI|Wyoming WY|District of Columbia DC|Ontario ON|Quebec QC|British Columbia BC|Alberta AB|
Manitoba MB|Saskatchewan SK|Nova Scotia NS|New Brunswick NB|Newfoundland and Labrador NL|Prince Edward Island PE|
New South Wales NSW|Victoria VIC|Queensland QLD|Western Australia WA|South Australia SA|Tasmania TAS|Northern Territory NT"""


def _split(table: str) -> tuple[frozenset[str], frozenset[str]]:
    names: set[str] = set()
    codes: set[str] = set()
    for entry in table.split("|"):
        words = entry.split()
        codes.update(word for word in words if word.isupper())
        names.add(" ".join(word for word in words if not word.isupper()).casefold())
    return frozenset(names), frozenset(codes)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))


_OTHER_COUNTRIES = _phrases("""
    czechia|uk|great britain|england|scotland|wales|northern ireland|united states of america|usa|holland|
    russian federation|viet nam|republic of korea|korea|burma|türkiye|cote d'ivoire|côte d'ivoire|macau|
    the netherlands|the gambia|timor-leste|east timor|deutschland|españa|italia|brasil|méxico|österreich|
    schweiz|suisse|belgique|allemagne|espagne|italie|royaume-uni|états-unis|suomi|sverige|norge|danmark|polska|
    nederland
""")
_COUNTRIES_IN_ENGLISH, COUNTRY_CODES = _split(_COUNTRIES)
COUNTRY_NAMES = _COUNTRIES_IN_ENGLISH | _OTHER_COUNTRIES
STATE_NAMES, STATE_CODES = _split(_STATES)
PLACE_CODES = COUNTRY_CODES | STATE_CODES

GENDER_WORDS = _words("""
    male female man woman boy girl nonbinary non-binary transgender genderqueer genderfluid agender homme femme
    mann frau männlich weiblich hombre mujer masculino femenino feminino masculin féminin maschio femmina vrouw
""")
GENDER_CODES = _words("""
    m f u x o w h d n/a na unknown other unspecified unk undisclosed 0 1 2 9 diverse
""")
ETHNIC_WORDS = _phrases("""
    white|black|asian|hispanic|latino|latina|latinx|caucasian|african american|black or african american|
    native american|american indian|american indian or alaska native|alaska native|native hawaiian|
    pacific islander|nonhispanic|non-hispanic|not hispanic|not hispanic or latino|hispanic or latino|
    two or more races|multiracial|biracial|mixed|native|hawaiian|middle eastern|arab|south asian|east asian|
    roma|indigenous|aboriginal|māori|maori|black african|black caribbean|white british|white other|asian indian|
    chinese|japanese|korean|filipino|vietnamese|other asian|christian|muslim|hindu|buddhist|jewish|sikh|atheist|
    agnostic|catholic|protestant|orthodox|islam|hinduism|judaism|buddhism|sikhism|christianity|
    amer-indian-eskimo|asian-pac-islander
""")
NATIONALITY_ENDINGS = ("ish", "ese", "ian", "ean", "can", "man", "ench", "utch", "eek", "wiss", "aqi", "eli", "ani")

STATUS_WORDS = _words("""
    active inactive open opened closed close pending new done complete completed cancelled canceled failed
    success ready running stopped started queued approved rejected draft published enabled disabled paid unpaid
    shipped delivered returned processing error ok yes no true false none null unknown low medium high idle
    waiting on off
""")
GIVEN_NAMES = _words("""
    james mary john patricia robert jennifer michael linda william elizabeth david barbara richard susan joseph
    jessica thomas sarah charles karen christopher nancy daniel lisa matthew betty anthony margaret mark sandra
    donald ashley steven kimberly paul emily andrew donna joshua michelle kenneth carol kevin amanda brian
    dorothy george melissa edward deborah ronald stephanie timothy rebecca jason sharon jeffrey laura ryan
    cynthia jacob kathleen gary amy nicholas angela eric shirley jonathan anna stephen brenda larry pamela
    justin emma scott nicole brandon helen benjamin samantha samuel katherine gregory christine alexander debra
    patrick rachel frank carolyn raymond janet jack catherine dennis maria jerry heather tyler diane aaron ruth
    jose julie adam olivia nathan joyce henry virginia zachary victoria peter kelly kyle lauren walter
    christina ethan joan jeremy evelyn keith judith noah andrea roger hannah alice bob carl sophie lucas hugo
    louis camille chloe julien pierre jean marie claire antoine françois nicolas hans klaus jürgen stefan
    wolfgang heinrich ursula ingrid petra sabine monika andreas matthias carlos juan luis miguel javier
    francisco antonio manuel pedro carmen lucia sofia elena isabel pablo diego fernando giovanni giuseppe marco
    luca francesca giulia paolo matteo joao ana paulo rafael beatriz mohammed muhammad ahmed ali omar hassan
    hussein fatima aisha khadija zainab yusuf ibrahim mustafa abdullah wei li ming xiu mei hiroshi takashi yuki
    kenji sakura akira haruto jin min-jun seo-yeon raj priya amit anil sunita deepak sanjay rahul neha pooja
    vikram arjun lakshmi ivan dmitri sergei vladimir olga natalia svetlana tatiana boris igor piotr krzysztof
    katarzyna agnieszka tomasz jakub kwame kofi amina chidi ngozi oluwaseun thabo lars erik sven astrid freya
    bjorn mikael jan pieter willem sean liam connor siobhan aoife niamh nguyen linh minh
""")

# Sets of which a column's values may be the whole; in small letters.
MALE = _words("""
    m male man men boy boys homme hommes masculin mann männlich hombre masculino maschio jungen mand mężczyzna erkek
    м муж мужской ذكر 男 남
""")
FEMALE = _words("""
    f female woman women girl girls femme femmes féminin frau weiblich mujer femenino feminino femmina vrouw kvinna kobieta
    kad\u0131n ж жен женский أنثى 女 여
""")
GENDER_NEUTRAL = _phrases("""
    u|x|unknown|other|unspecified|unk|undisclosed|n/a|na|not specified|not stated|prefer not to say|prefer not to answer|diverse|
    divers|d|non-binary|nonbinary|transgender|non précisé|inconnu|unbekannt|onbekend|otro|outro|altro|both|any|o
""")
_OLYMPIC = _words("""
    ger ned sui den gre por cro slo bul lat rsa ngr alg iri ksa uae mas ina phi vie tpe chi par uru hai hon gua crc pur bar bah
    zim zam tan mad mri sud lib kuw ban nep sri mya cam mgl tga fij sam ant bot ang les gam gui nig bur tog eng sco wal nir urs
    gdr frg tch yug scg rou
""")
COUNTRY_CODES_OF_THREE = frozenset(each.casefold() for each in COUNTRY_CODES if len(each) == 3) | _OLYMPIC  # noqa: PLR2004 - ISO 3166 alpha-3
US_STATE_CODES = frozenset(
    each.casefold()
    for each in STATE_CODES - _words("ON QC BC AB MB SK NS NB NL PE NSW VIC QLD WA SA TAS NT")
    | _words("WA PR VI GU AS MP")
)
# The hundred or so most frequent surnames of China and the thirty of Korea: over four of five people have one.
ASIAN_SURNAMES = tuple(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林罗羅高郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭萧蕭蔡潘田董袁于余叶葉蒋蔣杜苏蘇魏程吕呂丁沈任姚卢盧傅钟鍾"
    "姜崔谭譚廖范汪陆陸金石戴贾賈韦韋夏邱方侯邹鄒熊孟秦白江阎閻薛尹段雷黎史龙龍陶贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戚莫孔向汤湯"
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하"
)
