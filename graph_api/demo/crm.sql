-- The tables and views of the SQLite file `crm`; views read nothing until they are asked, so rows come after.

CREATE TABLE accounts (
    account_id INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    industry   TEXT,
    founded    DATE,
    city       TEXT,
    country    TEXT CHECK (length(country) = 2),
    duns       TEXT
);
CREATE TABLE contacts (
    contact_id        INTEGER PRIMARY KEY,
    account_id        INTEGER NOT NULL REFERENCES accounts,
    display_name      TEXT NOT NULL,
    mail              TEXT,
    tel               TEXT,
    role              TEXT,
    newsletter_email  BOOLEAN NOT NULL,
    preferred_contact TEXT,
    deceased          BOOLEAN NOT NULL,
    modified_at       TIMESTAMP
);
CREATE INDEX contacts_by_account ON contacts (account_id);
CREATE TABLE activities (
    activity_id INTEGER PRIMARY KEY,
    contact_id  INTEGER NOT NULL REFERENCES contacts (contact_id) ON DELETE CASCADE,
    kind        VARCHAR(10) NOT NULL,
    happened_at TIMESTAMP NOT NULL,
    summary     TEXT,
    minutes     INTEGER,
    hours       REAL GENERATED ALWAYS AS (minutes / 60.0) VIRTUAL
);
CREATE TABLE opportunities (
    opportunity_id INTEGER PRIMARY KEY,
    account_id     INTEGER NOT NULL REFERENCES accounts,
    stage          TEXT NOT NULL DEFAULT 'open',
    amount         DECIMAL(12, 2),
    probability    INTEGER,
    closes_on      DATE
);
CREATE TABLE tickets (
    ticket_id     INTEGER PRIMARY KEY,
    contact_id    INTEGER NOT NULL REFERENCES contacts,
    shop_order_no INTEGER,
    priority      TEXT,
    opened_at     TIMESTAMP,
    body          TEXT,
    state         TEXT
);
CREATE TABLE wellness_members (
    member_id     INTEGER PRIMARY KEY,
    mrn           TEXT NOT NULL UNIQUE,
    patient       TEXT NOT NULL,
    birth         TEXT,
    gender        TEXT,
    nhs_no        TEXT,
    blood_type    TEXT,
    allergies     TEXT,
    dx_code       TEXT,
    dx            TEXT,
    medication    TEXT,
    height_cm     INTEGER,
    weight_kg     INTEGER,
    emergency_tel TEXT,
    consent       BOOLEAN NOT NULL
);
CREATE TABLE wellness_visits (
    visit_id       INTEGER PRIMARY KEY,
    member_id      INTEGER NOT NULL REFERENCES wellness_members,
    visited_on     TEXT NOT NULL,
    note           TEXT,
    blood_pressure TEXT,
    pulse          INTEGER
) STRICT;
CREATE TABLE "order" (id INTEGER PRIMARY KEY, "by" TEXT, "desc" TEXT) WITHOUT ROWID;
CREATE TABLE "meeting notes (old)" ("No." INTEGER PRIMARY KEY, "who / where" TEXT, "when?" TEXT, "what was said" TEXT);
CREATE TABLE "sondagem nº 1: açaí" (nota INTEGER, "válido" INTEGER);
CREATE TABLE loose_ends (id INTEGER PRIMARY KEY, anything);
CREATE TABLE "never used" (id INTEGER PRIMARY KEY, e_mail TEXT, note BLOB);

CREATE VIEW contact_cards AS
SELECT c.contact_id, c.display_name, lower(c.mail) AS mail, c.tel, a.name AS account, a.city || ', ' || a.country AS place
FROM contacts AS c
JOIN accounts AS a USING (account_id);

CREATE VIEW open_tickets AS
SELECT t.*, k.mail AS reply_to, k.account
FROM tickets AS t
LEFT JOIN contact_cards AS k ON k.contact_id = t.contact_id
WHERE t.state = 'open';

CREATE VIEW busiest_accounts AS
WITH talk AS (
    SELECT c.account_id, count(*) AS activities, sum(v.minutes) AS minutes
    FROM activities AS v
    JOIN contacts AS c ON c.contact_id = v.contact_id
    GROUP BY c.account_id
)
SELECT a.name, talk.activities, talk.minutes, rank() OVER (ORDER BY talk.minutes DESC) AS place
FROM talk
JOIN accounts AS a ON a.account_id = talk.account_id;

CREATE VIEW wellness_summary AS
SELECT
    m.patient,
    coalesce(m.dx, 'none') AS condition,
    CASE WHEN m.weight_kg * 10000.0 / (m.height_cm * m.height_cm) > 30 THEN 'high' ELSE 'normal' END AS body_mass,
    max(v.visited_on) AS last_visit,
    count(v.visit_id) AS visits
FROM wellness_members AS m
LEFT JOIN wellness_visits AS v ON v.member_id = m.member_id
GROUP BY m.member_id;

CREATE VIEW "everyone we call" AS
SELECT display_name AS name, tel FROM contacts
UNION
SELECT patient, emergency_tel FROM wellness_members;
