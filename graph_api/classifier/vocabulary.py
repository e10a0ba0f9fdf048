"""The words of column names: which phrases name which class, and which words take a meaning back.

Phrases are tokens separated by spaces, in the form `names.tokens` gives them (lower case, no accents); what `EXPANSIONS`
abbreviates may be written either way. The lists are ours, from common naming practice in English, French, German, Spanish,
Portuguese, Italian and Dutch.
"""

from collections.abc import Mapping

# How sure a phrase alone is. STRONG: hardly ever means anything else; FAIR: usually; WEAK: needs context or values.
STRONG, FAIR, WEAK = 0.75, 0.55, 0.25


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))


# abbreviation=what it stands for
EXPANSIONS: Mapping[str, str] = dict(
    entry.split("=", 1)
    for entry in _phrases("""
        addr=address|adr=address|addrs=address|adress=address|ln=line|tel=telephone|telno=telephone number|
        ph=phone|phn=phone|mob=mobile|cel=cell|nbr=number|num=number|no=number|nr=number|dt=date|dat=date|
        bdate=birth date|bday=birthday|cust=customer|emp=employee|pt=patient|pat=patient|prv=province|
        cntry=country|ctry=country|cty=city|cnty=county|zipcode=zip code|pcode=post code|postcode=post code|
        latd=latitude|lat=latitude|lng=longitude|lon=longitude|acct=account|acc=account|pwd=password|
        passwd=password|pswd=password|psw=password|usr=user|uname=user name|gndr=gender|eml=email|mail=email|
        fname=first name|lname=last name|mname=middle name|fnm=first name|lnm=last name|nm=name|frst=first|
        lst=last|mid=middle|lic=license|licence=license|org=organization|dx=diagnosis|rx=prescription|
        med=medication|meds=medication|diag=diagnosis|proc=procedure|natl=national|ident=identity|
        identification=identity|cd=code|desc=description|descr=description|telefon=telephone|telefono=telephone|
        telefone=telephone|fone=phone|fon=phone|handy=mobile|celular=mobile|movil=mobile|portable=mobile|
        corp=company|st=state|str=street|ssno=ssn|surnm=surname|cardno=card number|dob=birth date|sec=security|
        soc=social|pobox=po box
    """)
)
# Words that, after a phrase, make the column about something else: a flag, a moment, a count, a kind.
NEGATING = _words("""
    verified verification verify valid validated validation flag status count counts total id ids uuid guid key
    fk pk type types kind category template templates date time timestamp at on sent opened clicked bounced
    received created updated changed modified expires expiry expiration expired reset attempt attempts enabled
    disabled active is has opt optin optout consent subscribed unsubscribed preference preferences setting
    settings format length size hint policy strength score rank index idx ratio rate percent pct sum avg
    average min max amount price cost level version model plan campaign subject body content lang language
    locale timezone offset source reason notes frequency interval brand issuer network scheme method provider
    carrier population delta diff seq sequence order page required confirmed confirmation present exists
    missing changes history log logs event error errors class group algorithm algo salt_rounds limit balance
    currency fee tax
""")
# Words that, before a phrase, do the same.
NEGATING_BEFORE = _words("""
    is has was can should use uses used enable enabled allow requires require needs count total min max avg
    average sum days hours months years
""")
# Words after a phrase that change nothing.
NEUTRAL = _words("""
    number numbers value values text txt string raw plain clear full line primary secondary main home work
    office business personal private mobile alt alternate alternative other old new current previous prev
    original orig input masked encrypted enc hashed hash md sha crypt hex clean cleaned normalized norm std
    display info data detail details field col column code name suffix legal mailing billing shipping physical
    permanent residential verbose long short en fr de address id_number card a b c x y
""")
PHRASES: Mapping[str, Mapping[float, tuple[str, ...]]] = {
    "EMAIL": {
        STRONG: _phrases("""
            email|e email|email address|address email|email account|correo|correo electronico|courriel|e post|
            adresse mail|emailadresse|email id|epost|email1|email2|
            email adresse|电子邮件|邮箱|メール|メールアドレス|이메일|электронная почта|почта|البريد الإلكتروني
        """),
        FAIR: _phrases("""
            reply to
        """),
    },
    "PHONE": {
        STRONG: _phrases("""
            phone|phone number|telephone|telephone number|mobile number|mobile phone|cell phone|cellphone|
            cell number|fax|fax number|contact number|telefax|telefonnummer|rufnummer|numero telephone|msisdn|
            handynummer|telefoonnummer|phone mobile|phone home|phone work|work phone|home phone|whatsapp|
            landline|daytime phone|電話番号|电话|手机|
            mobilnummer|hotline|switchboard|tlf|telefonszam|puhelin|telefonni cislo|telefon no|电话号码|電話|
            携帯|전화번호|휴대폰|телефон|هاتف
        """),
        FAIR: _phrases("""
            mobile|cell|dial number|caller|callee|caller number|calling number|called number|gsm|
            emergency contact number
        """),
    },
    "PERSON_NAME": {
        STRONG: _phrases("""
            first name|last name|middle name|full name|surname|given name|family name|maiden name|forename|
            firstname|lastname|fullname|person name|birth name|vorname|nachname|familienname|prenom|nom famille|
            nom naissance|apellido|apellidos|cognome|sobrenome|voornaam|achternaam|primer nombre|
            nombre completo|patronymic|customer name|client name|patient name|employee name|contact name|
            cardholder|cardholder name|card holder|card holder name|account holder|holder name|student name|
            author name|owner name|doctor name|physician name|provider name|passenger name|guest name|
            member name|recipient name|sender name|applicant name|beneficiary name|mother name|father name|
            spouse name|teacher name|manager name|nominee name|name first|name last|name middle|name full|
            borrower name|tenant name|driver name|agent name|player name|actor name|director name|
            candidate name|user full name|real name|legal name person|mothers maiden name|
            emergency contact name|preferred name|姓名|氏名|名前|
            sur name|imie|nazwisko|fornavn|etternavn|efternavn|fornamn|efternamn|etunimi|sukunimi|jmeno|
            prijmeni|            prezime|ad soyad|soyad|keresztnev|witness name|officer name|ship name to|ship to name|
            名字|姓|이름|성명|имя|фамилия|отчество|фио|الاسم
        """),
        FAIR: _phrases("""
            maiden|given names|other names|nombre|nome|nom|alias name|signatory|next kin|salesperson|sales rep|
            initials|middle initial|assigned to|reported by|approved by|
            contact person|attending physician|account manager|nominee|billing name|next of kin|
            complainant|incumbent|chairperson
        """),
        WEAK: _phrases("""
            cashier|attendee|assignee|author|spouse|manager|supervisor|reviewer|instructor|physician|surgeon|
            nurse|buyer name|seller name|people|person|actor|actress|director|employee|cast|
            player|lawyer|attorney|
            coach|captain|candidate|alias|legal name
        """),
    },
    "STREET_ADDRESS": {
        STRONG: _phrases("""
            street address|address line|address street|street name|postal address|mailing address|home address|
            billing address|shipping address|delivery address|residential address|street|address1|address2|
            full address|residence address|work address|street line|strasse|straat|calle|rua|direccion|adresse|
            indirizzo|endereco|anschrift|domicilio|domicile|house number|street number|hausnummer|po box|住所|地址|
            apartment number|
            ulica|adres|adresse ligne|logradouro|adresa|osoite|주소|адрес|العنوان
        """),
        FAIR: _phrases("""
            address|location address|apartment|apt|permanent address|current address|premises
        """),
    },
    "LOCATION": {
        STRONG: _phrases("""
            city|city name|town|zip|zip code|post code|postal code|postalcode|postal|county|country|
            country name|country code|state code|state name|province|place birth|birth place|birthplace|
            birth city|birth country|ville|ciudad|cidade|stadt|plz|postleitzahl|code postal|codigo postal|cep|
            pays|pais|land|municipality|municipio|commune|departement|nom commune|nom com|nom dep|nom reg|
            libgeo|bundesland|provincia|locality|suburb|borough|neighborhood|neighbourhood|metro area|
            county name|region name|state province|province name|province state|district name|prefecture|parish|
            town name|village|hometown|home town|city state|lieu naissance|geburtsort|city town|市|国|zip4|zip5|
            pin code|pincode|destination country|origin country|nation|woonplaats|plaats|ort|us state|
            residence country|country residence|place residence|
            gemeente|kommune|miasto|mesto|varos|kaupunki|sehir|country birth|city birth|state birth|state abbr|
            城市|国家|省|邮编|都道府県|郵便番号|市区町村|도시|국가|우편번호|город|страна|область|индекс|المدينة|الدولة
        """),
        FAIR: _phrases("""
            state|region|residence|district|territory|place|ward|postcode area|continent|destination city|
            origin city|comune|localidad|
            estado|stad|cp|constituency
        """),
        WEAK: _phrases("""
            location|locale|area|loc|geo|jurisdiction|hq|headquarters|venue city|market|subregion|zone
        """),
    },
    "GEO_COORDINATES": {
        STRONG: _phrases("""
            latitude|longitude|latitude longitude|longitude latitude|geo point|geopoint|gps|gps coordinates|
            coordinates|geo coordinates|geolocation|geo location|lat long|latlong|latlng|geom point|breitengrad|
            laengengrad|latitud|longitud|coords|coord|gps position
        """),
        FAIR: _phrases("""
            geom|geometry|geojson|geo|the geom|wkt|easting|northing|lat|long|location point|
            point x|point y
        """),
    },
    "DATE_OF_BIRTH": {
        STRONG: _phrases("""
            birth date|date birth|date of birth|birthday|birthdate|geburtsdatum|geburtstag|fecha nacimiento|
            nacimiento|date naissance|naissance|data nascita|data nascimento|nascimento|geboortedatum|birth day|
            birth dt|date birth age|born age|生年月日|出生日期|
            data urodzenia|fodselsdato|fodelsedatum|datum narozeni|szuletesi datum|syntymaaika|dogum tarihi|
            date birth mm|생년월일|дата рождения|تاريخ الميلاد
        """),
        FAIR: _phrases("""
            born|born on|date born|birth
        """),
    },
    "AGE": {
        STRONG: _phrases("""
            age|age years|age group|age band|age range|patient age|customer age|alter jahre|edad|idade|leeftijd|
            age at|age at visit|
            wiek|age admission|age in years|alder|年龄|年齢|나이|возраст|العمر
        """),
        FAIR: _phrases("""
            alter
        """),
    },
    "GENDER": {
        STRONG: _phrases("""
            gender|sex|gender code|sex code|gender identity|geschlecht|sexe|sexo|genero|sesso|genre personne|性别|
            性別|biological sex|
            geslacht|sukupuoli|cinsiyet|pohlavi|kjonn|성별|пол|الجنس
        """),
    },
    "ETHNICITY": {
        STRONG: _phrases("""
            ethnicity|ethnic|ethnic group|ethnic origin|race ethnicity|nationality|religion|race code|
            racial group|nationalite|nacionalidad|nationalitat|staatsangehorigkeit|cittadinanza|nacionalidade|
            hispanic|citizenship|religious affiliation|
            race desc|race description|staatsangehoerigkeit|faith|民族|国籍|국적|гражданство|
            национальность
        """),
        FAIR: _phrases("""
            race|caste|tribe|denomination
        """),
    },
    "US_SSN": {
        STRONG: _phrases("""
            ssn|social security|social security number|social security no|ssn last 4|us ssn|ss number|
            tax payer ssn|
            ssn last|ssn last4
        """),
    },
    "NATIONAL_ID": {
        STRONG: _phrases("""
            national id|national identity|national id number|national identity number|national insurance number|
            national insurance|nino|nif|nie|dni|cpf|curp|aadhaar|aadhar|bsn|pesel|codice fiscale|personnummer|
            fiscal code|identity number|identity card|id card|id card number|nric|cnic|hkid|sin number|
            social insurance number|steuer id|steuernummer|sozialversicherungsnummer|numero securite sociale|
            nir|cuil|cuit|emso|egn|cnp|oib|rodne cislo|burgerservicenummer|national id no|citizen id|
            personal id number|身份证|身份证号|my number|taxpayer id|tax id|tax id number|tax identity number|
            tax file number|national number|personal code|fodselsnummer|amka|nin|
            ni number|ni no|cnpj|tckn|tfn|ird number|numero secu|マイナンバー|주민등록번호|инн|снилс
        """),
        FAIR: _phrases("""
            tin|sin|cedula|rut|personal number|government id|govt id|itin|vat number|pan number|civil id|
            rfc|cni
        """),
    },
    "US_DRIVER_LICENSE": {
        STRONG: _phrases("""
            driver license|drivers license|driver license number|drivers license number|driving license|
            driving license number|dl number|driver license no|drivers lic|license number driver
        """),
        FAIR: _phrases("""
            drivers|driver lic|dln
        """),
    },
    "PASSPORT": {
        STRONG: _phrases("""
            passport|passport number|passport no|reisepass|passeport|pasaporte|numero passeport|護照|护照|
            passport id|travel document|travel document number|护照号|旅券番号|여권번호|паспорт
        """),
    },
    "CREDIT_CARD": {
        STRONG: _phrases("""
            credit card|credit card number|card number|cc number|ccn|debit card|debit card number|payment card|
            ccnum|payment card number|cardnumber|creditcard|kreditkarte|kreditkartennummer|carte bancaire|
            numero carte|tarjeta credito|card no|primary account number|visa number|amex|credit card no
        """),
        FAIR: _phrases("""
            cc|pan|card
        """),
    },
    "CARD_SECURITY_CODE": {
        STRONG: _phrases("""
            cvv|cvc|cvv2|cvc2|card security code|card verification|card verification value|cvn|card cvv|csc|
            cid code
        """),
        FAIR: _phrases("""
            security code
        """),
    },
    "IBAN": {
        STRONG: _phrases("""
            iban|iban number|iban code
        """),
    },
    "BANK_ACCOUNT": {
        STRONG: _phrases("""
            bank account|bank account number|routing number|aba|aba number|sort code|bsb|ifsc|kontonummer|
            account routing|bank routing number|aba routing number|checking account|savings account number|bban|
            clabe|rekeningnummer|numero compte|account number bank|ach routing|bank code|transit number|
            银行账号|口座番号|계좌번호
        """),
        FAIR: _phrases("""
            account number|account no|bank acct|routing|bankleitzahl|blz|beneficiary account|micr|debit account|
            credit account|
            rib
        """),
    },
    "SWIFT_BIC": {
        STRONG: _phrases("""
            swift|bic|swift code|swift bic|bic code|bank identifier code|bic swift|swift number
        """),
    },
    "CRYPTO_WALLET": {
        STRONG: _phrases("""
            wallet address|bitcoin address|btc address|crypto address|crypto wallet|ethereum address|
            eth address|bitcoin wallet|btc wallet|eth wallet|xmr address|litecoin address|ltc address|
            ripple address|wallet|blockchain address|crypto|bitcoin|ethereum
        """),
        FAIR: _phrases("""
            public address
        """),
    },
    "IP_ADDRESS": {
        STRONG: _phrases("""
            ip|ip address|ipv|ipv address|client ip|remote ip|source ip|src ip|dst ip|dest ip|server ip|host ip|
            ipaddress|remote address ip|login ip|i pv|inet|ip addr|user ip|last ip|adresse ip|i pv address
        """),
        FAIR: _phrases("""
            remote address|client address|remote host|x forwarded for|source address ip
        """),
    },
    "MAC_ADDRESS": {
        STRONG: _phrases("""
            mac|mac address|hardware address|ethernet address|bssid|bluetooth address|wifi mac|macaddr|
            physical address mac|
            hw address|mac id
        """),
    },
    "DEVICE_ID": {
        STRONG: _phrases("""
            imei|device id|device identifier|device serial|idfa|gaid|advertising id|android id|device uuid|udid|
            meid|imsi|iccid|esn|device token|hardware id|device serial number|imei number
        """),
    },
    "URL": {
        STRONG: _phrases("""
            url|website|web site|homepage|home page|web address|uri|web url|site url|profile url|hyperlink|
            domain name|link url|weblink|referrer url|image url|linkedin|facebook url|href|webpage|sitio web|
            permalink|callback url
        """),
        FAIR: _phrases("""
            link|domain|referrer|referer|web|hostname|fqdn|facebook|twitter url|internet
        """),
    },
    "VIN": {
        STRONG: _phrases("""
            vin|vehicle identity number|vin number|chassis number|vehicle vin|vehicle identification number|
            fin number vehicle
        """),
    },
    "USERNAME": {
        STRONG: _phrases("""
            user name|username|login|login name|user login|screen name|screenname|logon name|login id|
            signin name|account name user|benutzername|nombre usuario|nom utilisateur|usuario|
            identifiant connexion|nickname|nick name|twitter handle|github username|sam account name
        """),
        FAIR: _phrases("""
            nick|handle|logon|user handle|gamertag|display name|owner login|created by user|ntid|userid|
            skype|instagram|twitter|account name
        """),
        WEAK: _phrases("""
            user
        """),
    },
    "PASSWORD": {
        STRONG: _phrases("""
            password|password hash|passphrase|passcode|secret key|api key|apikey|access token|auth token|secret|
            client secret|private key|passwort|mot passe|contrasena|senha|credential|credentials|bearer token|
            refresh token|session token|api token|api secret|access key|encryption key|security answer|
            password digest|password salt|wachtwoord|hashed password|pass word|secret token|jwt|oauth token|
            kennwort|pass hash|密码|パスワード|ssh key|signing key|pin code card|secret answer|user password|비밀번호|пароль
        """),
        FAIR: _phrases("""
            pass|token|pin|salt|auth key|pass phrase|otp secret|pin number|pw
        """),
    },
    "MEDICAL": {
        STRONG: _phrases("""
            diagnosis|diagnosis code|icd|icd code|icd 10|icd 9|medication|medication name|drug|drug name|
            allergy|allergies|blood type|blood group|symptom|symptoms|medical condition|health condition|
            care plan|prescription|immunization|vaccine|disease|adverse reaction|treatment plan|medical history|
            diagnosis description|lab result|chief complaint|disability|diagnose|diagnostic|maladie|krankheit|
            medikament|medicament|enfermedad|allergie|allergen|illness|procedure description|snomed|snomed code|
            loinc|ndc|ndc code|medical notes|clinical notes|clinical history|drug code|primary diagnosis|
            principal diagnosis|cause of death|cause death|comorbidity|comorbidities|disorder|surgery|dosage|
            hcpcs|cpt code|encounter reason|condition description|hiv status|pregnancy status|mental health|
            smoking status|admission diagnosis|rxnorm|anamnesis|blood pressure|medical
        """),
        FAIR: _phrases("""
            reaction|treatment|therapy|pathology|prognosis|injury|complaint|vaccination|drg|active ingredient|
            substance name|mental condition|
            lab test|诊断|диагноз
        """),
        WEAK: _phrases("""
            condition|procedure|vital signs|finding|observation|specimen
        """),
    },
    "MEDICAL_ID": {
        STRONG: _phrases("""
            mrn|medical record number|medical record|npi|npi number|dea number|dea|nhs number|patient number|
            health insurance number|medicare number|medicare id|medicaid id|medicaid number|health card number|
            patient identity|medical license number|prescriber npi|provider npi|medical id|insurance member id|
            health id|hicn|mbi|nhs no|nhs id|patient mrn|prescriber id|chi number
        """),
        FAIR: _phrases("""
            patient id|member number|subscriber id|policy number health|health plan number|nhs|hospital number|
            chart number
        """),
    },
}

# Phrases that would otherwise be read as one of the above; they mean none of these classes.
NONE_OF_THESE = _phrases("""
    company name|product name|file name|filename|table name|column name|schema name|database name|event name|
    job name|organization name|brand name|item name|category name|group name|team name|project name|class name|
    type name|role name|display order|first date|last date|last login|first order|last order|last update|
    last seen|last modified|host name|task name|business name|store name|shop name|app name|device name|
    model name|bank name|school name|hotel name|restaurant name|institution name|department name|campaign name|
    template name|tag name|status name|service name|variable name|field name|ship name|common name|
    scientific name|species name|drug class|page name|feature name|email domain|phone book|address book|
    street view|mobile app|mobile device|cell line|cell type|cell value|state machine|country count|land use|
    land area|land cover|card type|card brand|postal service|landing page|order state|task state|job state|
    current state|previous state|process state|session state|service area|business area|surface area|floor area|
    total area|living area|time zone|zone id|test age|page age|account age|token type|token count|max tokens|
    session id|transaction hash|block hash|commit hash|tracking url count|race id|race name|race time|race date|
    race number|vehicle age|sex offender|domain id|link count|order number|invoice number|serial number|
    part number|tracking number|flight number|room number|line number|page number|batch number|lot number|
    gate number|version number|season|chip|ship|medical school|user agent|user group|user role|user id|
    user type|user count|account type|account status|zip file|username taken|gender gap|postcard|
    street light|street lights|country risk|iban country
""")

# Tables whose bare `name`, `first`, `last` … are those of people; and tables of health.
PERSON_TABLES = _words("""
    customer client patient employee user person people contact member student staff doctor physician provider
    author passenger guest subscriber applicant candidate owner tenant driver agent lead beneficiary donor
    voter teacher crew worker cardholder borrower nurse practitioner resident citizen attendee participant
    individual party kunde kunden mitarbeiter cliente clientes empleado usuario profile personnel recruit
    visitor dependent witness suspect inmate prisoner pilot actor director athlete player friend buyer
    seller payee signer clinician prescriber pii persons
""")
MEDICAL_TABLES = _words("""
    patient encounter allergy allergies careplan condition medication procedure immunization diagnosis
    diagnoses observation prescription claim treatment symptom clinical hospital ehr medical disease drug lab
    surgery vaccination admission health
""")

# Words in values that make them names of organizations.
ORGANIZATION_WORDS = _words("""
    inc llc ltd limited gmbh ag sa srl bv plc corp corporation company co group holdings bank hospital clinic
    center centre medical health university college school institute foundation association society services
    solutions systems partners insurance agency department ministry restaurant cafe hotel store shop pharmacy
    trust fund council church
""")
