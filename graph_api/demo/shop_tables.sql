-- The tables of the database `shop`. Rows follow by COPY, then shop_views.sql.

CREATE SCHEMA billing;
CREATE SCHEMA hr;
CREATE SCHEMA analytics;
CREATE SCHEMA audit;
CREATE SCHEMA legacy;

CREATE TYPE public.order_status AS ENUM ('new', 'paid', 'shipped', 'delivered', 'cancelled');
CREATE TYPE billing.payment_method AS ENUM ('card', 'transfer', 'voucher');
CREATE DOMAIN hr.work_address AS text CHECK (VALUE LIKE '%@example.com');

CREATE TABLE public.categories (
    category_id integer PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    parent_id   integer REFERENCES public.categories
);

CREATE TABLE public.products (
    product_id  integer PRIMARY KEY,
    sku         varchar(12) NOT NULL UNIQUE,
    name        text NOT NULL,
    category_id integer NOT NULL REFERENCES public.categories,
    price       numeric(10, 2) NOT NULL CHECK (price > 0),
    gtin        char(13) NOT NULL,
    colours     text[] NOT NULL,
    attributes  jsonb NOT NULL DEFAULT '{}',
    description text
);
COMMENT ON TABLE public.products IS 'What we sell, one row a variant';
COMMENT ON COLUMN public.products.gtin IS 'Bar code, EAN-13';

CREATE TABLE public.customers (
    customer_id    integer PRIMARY KEY,
    cid            text NOT NULL UNIQUE,
    first_name     text NOT NULL,
    last_name      text NOT NULL,
    full_name      text GENERATED ALWAYS AS (first_name || ' ' || last_name) STORED,
    email          text NOT NULL UNIQUE CHECK (email LIKE '%@%'),
    email_verified boolean NOT NULL DEFAULT false,
    phone          text,
    contact        text,
    dob            date,
    gender         char(1) CHECK (gender IN ('F', 'M', 'X')),
    street         text,
    postcode       text,
    city           text,
    country_code   char(2),
    latitude       numeric(8, 5),
    longitude      numeric(8, 5),
    preferences    jsonb,
    interests      text[],
    signup_ip      inet,
    created_at     timestamptz NOT NULL,
    last_seen_at   timestamptz,
    CHECK (last_seen_at >= created_at)
);
COMMENT ON TABLE public.customers IS 'People who bought or registered';
COMMENT ON COLUMN public.customers.cid IS 'Number printed on letters';
COMMENT ON COLUMN public.customers.contact IS 'Whatever the customer gave at the till';
COMMENT ON COLUMN public.customers.dob IS 'Birthday, for the discount';

CREATE TABLE public.orders (
    order_id      integer PRIMARY KEY,
    customer_id   integer NOT NULL REFERENCES public.customers,
    status        public.order_status NOT NULL DEFAULT 'new',
    scenario_code char(16) NOT NULL,
    channel       text NOT NULL CHECK (channel IN ('web', 'app', 'store')),
    placed_at     timestamptz NOT NULL,
    promised_on   date NOT NULL,
    notes         text,
    notes2        text,
    gift_message  text
);
CREATE INDEX ON public.orders (customer_id);
COMMENT ON TABLE public.orders IS 'One row an order, whatever the channel';
COMMENT ON COLUMN public.orders.scenario_code IS 'Stock planning run that served the order';

CREATE TABLE public.order_items (
    order_id   integer NOT NULL REFERENCES public.orders ON DELETE CASCADE,
    line_no    smallint NOT NULL,
    product_id integer NOT NULL REFERENCES public.products,
    quantity   smallint NOT NULL CHECK (quantity > 0),
    unit_price numeric(10, 2) NOT NULL,
    discount   numeric(10, 2) NOT NULL DEFAULT 0,
    line_total numeric(12, 2) GENERATED ALWAYS AS (quantity * unit_price - discount) STORED,
    PRIMARY KEY (order_id, line_no)
);

CREATE TABLE public.shipments (
    shipment_id  integer PRIMARY KEY,
    order_id     integer NOT NULL REFERENCES public.orders,
    carrier      text NOT NULL,
    tracking_no  text NOT NULL,
    recipient    text NOT NULL,
    address_line text NOT NULL,
    phone        text,
    delivered_on date,
    weight_kg    numeric(6, 2),
    instructions text
);
COMMENT ON COLUMN public.shipments.tracking_no IS 'The carrier''s own number';

CREATE TABLE public.returns (
    return_id   integer PRIMARY KEY,
    order_id    integer NOT NULL,
    line_no     smallint NOT NULL,
    reason      text,
    ref_no      text,
    refunded    numeric(10, 2),
    returned_on date NOT NULL,
    FOREIGN KEY (order_id, line_no) REFERENCES public.order_items
);
COMMENT ON COLUMN public.returns.ref_no IS 'Reference for the refund';

CREATE TABLE public.app_sessions (
    session_id    uuid PRIMARY KEY,
    customer_id   integer REFERENCES public.customers,
    ip            inet NOT NULL,
    ip_count      smallint NOT NULL,
    user_agent    text,
    phone_model   text,
    device_serial text,
    wifi          macaddr,
    started_at    timestamptz NOT NULL,
    duration      interval
);

CREATE TABLE public.page_views (
    view_id      bigint NOT NULL,
    viewed_at    timestamptz NOT NULL,
    session_id   uuid,
    path         text NOT NULL,
    referrer     text,
    milliseconds integer,
    PRIMARY KEY (view_id, viewed_at)
) PARTITION BY RANGE (viewed_at);
CREATE TABLE public.page_views_2026_q1 PARTITION OF public.page_views FOR VALUES FROM ('2026-01-01') TO ('2026-04-01');
CREATE TABLE public.page_views_2026_q2 PARTITION OF public.page_views FOR VALUES FROM ('2026-04-01') TO ('2026-07-01');
CREATE TABLE public.page_views_rest PARTITION OF public.page_views DEFAULT;

CREATE TABLE public.wishlists (
    wishlist_id integer PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES public.customers,
    product_id  integer NOT NULL REFERENCES public.products,
    friend_email text,
    added_at    timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE public.wishlists IS 'Planned for autumn, still empty';

CREATE TABLE hr.departments (
    department_id integer PRIMARY KEY,
    name          text NOT NULL,
    cost_centre   text NOT NULL
);

CREATE TABLE hr.employees (
    employee_id       integer PRIMARY KEY,
    department_id     integer NOT NULL REFERENCES hr.departments,
    manager_id        integer REFERENCES hr.employees,
    first_name        text NOT NULL,
    last_name         text NOT NULL,
    work_email        hr.work_address NOT NULL,
    login             text NOT NULL UNIQUE,
    ssn               char(11),
    ssn_on_file       boolean NOT NULL,
    dob               date NOT NULL,
    gender            char(1),
    nationality       text,
    job_title         text,
    hired_on          date NOT NULL,
    salary            numeric(12, 2) CHECK (salary > 0),
    emergency_contact text,
    CHECK (hired_on > dob)
);
COMMENT ON TABLE hr.employees IS 'Everyone with a contract';
COMMENT ON COLUMN hr.employees.ssn IS 'US staff only';

CREATE TABLE hr.absences (
    absence_id  integer PRIMARY KEY,
    employee_id integer NOT NULL REFERENCES hr.employees,
    first_day   date NOT NULL,
    last_day    date NOT NULL,
    icd         text,
    diagnosis   text,
    remarks     text
);
COMMENT ON TABLE hr.absences IS 'Sick notes; access restricted to People team';

CREATE TABLE hr.trainings (
    training_id        integer PRIMARY KEY,
    employee_id        integer NOT NULL REFERENCES hr.employees,
    title              text NOT NULL,
    academic_year_code char(3) NOT NULL,
    score              text,
    passed             boolean NOT NULL
);

CREATE TABLE hr.system_accounts (
    login         text PRIMARY KEY REFERENCES hr.employees (login),
    employee_id   integer NOT NULL REFERENCES hr.employees,
    password_hash text NOT NULL,
    api_key       text,
    active        boolean NOT NULL
);

CREATE TABLE billing.suppliers (
    supplier_id  integer PRIMARY KEY,
    name         text NOT NULL,
    country_code char(2) NOT NULL,
    contact_name text,
    inbox        text,
    website      text,
    founded_on   date,
    vat_number   text
);
COMMENT ON COLUMN billing.suppliers.inbox IS 'Where orders are sent';
COMMENT ON COLUMN billing.suppliers.founded_on IS 'From the trade register';

CREATE TABLE billing.bank_accounts (
    account_id  integer PRIMARY KEY,
    supplier_id integer REFERENCES billing.suppliers,
    employee_id integer REFERENCES hr.employees,
    holder      text NOT NULL,
    acct        varchar(34) NOT NULL,
    bank_code   varchar(11) NOT NULL,
    CHECK (num_nonnulls(supplier_id, employee_id) = 1)
);

CREATE TABLE billing.payments (
    payment_id  integer PRIMARY KEY,
    order_id    integer NOT NULL REFERENCES public.orders,
    method      billing.payment_method NOT NULL,
    card_type   text,
    card_number text,
    expires     char(5),
    cvc         text,
    amount      numeric(12, 2) NOT NULL CHECK (amount > 0),
    currency    char(3) NOT NULL,
    paid_at     timestamptz NOT NULL,
    auth_code   char(6)
);
COMMENT ON TABLE billing.payments IS 'Should not hold card numbers any more, but does';

CREATE TABLE billing.invoices (
    invoice_no        text PRIMARY KEY,
    order_id          integer NOT NULL REFERENCES public.orders,
    issued_on         date NOT NULL,
    total             numeric(12, 2) NOT NULL,
    payment_reference text NOT NULL,
    sent_to           text,
    tax_rate          numeric(4, 2) NOT NULL
);

CREATE TABLE audit.change_log (
    change_id  bigint PRIMARY KEY,
    at         timestamptz NOT NULL,
    actor      text NOT NULL,
    table_name text NOT NULL,
    row_key    text NOT NULL,
    before     jsonb,
    after      jsonb
);
COMMENT ON TABLE audit.change_log IS 'Written by triggers in the old system';

CREATE TABLE audit.sign_ins (
    sign_in_id   bigint PRIMARY KEY,
    username     text NOT NULL,
    client_ip    text NOT NULL,
    succeeded    boolean NOT NULL,
    signed_in_on date NOT NULL
);

-- What the old systems left behind: names that break careless tools.
CREATE TABLE legacy."order" (id integer PRIMARY KEY, "from" text, "to" text, "group" char(1));
CREATE TABLE legacy."select" ("where" text, "limit" integer REFERENCES legacy."order");
CREATE TABLE legacy."Kunden Stammdaten" (
    "Kunden Nr." integer PRIMARY KEY, "Straße & Hausnummer" text, "Geb.-Datum" date, "E-Mail" text
);
CREATE TABLE legacy."price ""list"" 1998" (item text, "price (€)" numeric(8, 2), "a.b" text, "the ""rest""" text);
CREATE TABLE legacy."顧客名簿" ("氏名" text, "電話番号" text, "☃" integer);
CREATE TABLE legacy."north
store'}) MATCH (n) DETACH DELETE n //" (id integer, "line
break" text, "`x`) DETACH DELETE n //" text);
COMMENT ON TABLE legacy."price ""list"" 1998" IS E'It''s "old";\nDROP TABLE nothing; -- `really`';
CREATE TABLE legacy.hollow ();
COMMENT ON TABLE legacy.hollow IS 'No column at all: PostgreSQL allows it';
