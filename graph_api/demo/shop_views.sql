-- Three layers of views over the tables, and a materialised view: a change to customers.email is felt in each layer.

-- Layer 1: cleaned tables.
CREATE VIEW analytics.stg_customers AS
SELECT
    c.customer_id,
    c.full_name,
    lower(c.email) AS email,
    split_part(lower(c.email), '@', 2) AS email_domain,
    c.phone,
    c.country_code,
    CASE
        WHEN c.country_code IN ('GB', 'DE') THEN 'Europe'
        WHEN c.country_code = 'US' THEN 'North America'
        ELSE 'Elsewhere'
    END AS region,
    date_part('year', age(date '2026-06-30', c.dob))::integer AS years,
    (c.preferences ->> 'newsletter')::boolean AS wants_newsletter,
    c.created_at
FROM public.customers AS c;
COMMENT ON VIEW analytics.stg_customers IS 'Customers with e-mail in lower case';

CREATE VIEW analytics.stg_orders AS
WITH totals AS (
    SELECT order_id, count(*) AS lines, sum(line_total) AS total, max(unit_price) AS dearest
    FROM public.order_items
    GROUP BY order_id
)
SELECT o.order_id, o.customer_id, o.status, o.channel, o.placed_at, t.lines, t.total, t.dearest
FROM public.orders AS o
JOIN totals AS t USING (order_id)
WHERE o.status <> 'cancelled';

CREATE VIEW analytics.stg_contacts AS
SELECT 'customer' AS kind, customer_id AS id, full_name AS name, email AS address FROM public.customers
UNION ALL
SELECT 'supplier', supplier_id, contact_name, inbox FROM billing.suppliers
UNION
SELECT 'employee', employee_id, concat_ws(' ', first_name, last_name), work_email FROM hr.employees;
COMMENT ON VIEW analytics.stg_contacts IS 'Everyone we can write to';

CREATE VIEW analytics.all_products AS SELECT * FROM public.products;

CREATE VIEW analytics.stg_payments AS
SELECT
    p.payment_id,
    p.order_id,
    coalesce(p.card_type, upper(p.method::text)) AS instrument,
    '**** ' || right(p.card_number, 4) AS card_tail,
    p.amount * CASE p.currency WHEN 'EUR' THEN 0.85 WHEN 'USD' THEN 0.78 ELSE 1 END AS amount_gbp,
    p.paid_at::date AS paid_on
FROM billing.payments AS p;

CREATE VIEW hr.reporting_lines AS
WITH RECURSIVE line AS (
    SELECT employee_id, manager_id, first_name || ' ' || last_name AS name, 1 AS depth, ARRAY[employee_id] AS chain
    FROM hr.employees
    WHERE manager_id IS NULL
    UNION ALL
    SELECT e.employee_id, e.manager_id, e.first_name || ' ' || e.last_name, line.depth + 1, line.chain || e.employee_id
    FROM hr.employees AS e
    JOIN line ON e.manager_id = line.employee_id
)
SELECT line.employee_id, line.name, line.depth, line.chain, d.name AS department
FROM line
JOIN hr.employees AS e USING (employee_id)
JOIN hr.departments AS d USING (department_id);

CREATE VIEW hr.sick_days AS
SELECT
    e.department_id,
    a.diagnosis,
    sum(a.last_day - a.first_day + 1) AS days,
    count(DISTINCT a.employee_id) FILTER (WHERE a.icd LIKE 'F%') AS mental_health_cases
FROM hr.absences AS a
JOIN hr.employees AS e ON e.employee_id = a.employee_id
GROUP BY e.department_id, a.diagnosis
HAVING count(*) > 1;

-- Layer 2: joined.
CREATE VIEW analytics.customer_orders AS
SELECT
    c.customer_id,
    c.full_name,
    c.email,
    c.email_domain,
    c.region,
    o.order_id,
    o.total,
    row_number() OVER (PARTITION BY c.customer_id ORDER BY o.placed_at) AS nth_order,
    sum(o.total) OVER (PARTITION BY c.customer_id ORDER BY o.placed_at) AS running_total,
    o.placed_at - lag(o.placed_at) OVER (PARTITION BY c.customer_id ORDER BY o.placed_at) AS since_last_order
FROM analytics.stg_customers AS c
LEFT JOIN analytics.stg_orders AS o ON o.customer_id = c.customer_id;

CREATE VIEW analytics.audience AS
SELECT
    k.id AS customer_id,
    k.address,
    md5(k.address) AS address_hash,
    c.region,
    CASE WHEN c.wants_newsletter THEN k.name ELSE 'withheld' END AS salutation
FROM analytics.stg_contacts AS k
JOIN analytics.stg_customers AS c ON c.customer_id = k.id AND c.email = lower(k.address)
WHERE k.kind = 'customer';

CREATE VIEW analytics.product_sales AS
SELECT p.*, s.sold, s.revenue, rank() OVER (PARTITION BY p.category_id ORDER BY s.revenue DESC) AS place
FROM analytics.all_products AS p
CROSS JOIN LATERAL (
    SELECT coalesce(sum(i.quantity), 0) AS sold, sum(i.line_total) AS revenue
    FROM public.order_items AS i
    WHERE i.product_id = p.product_id
) AS s;

-- Layer 3: what reports read.
CREATE VIEW analytics.customer_360 AS
WITH latest AS (
    SELECT DISTINCT ON (customer_id) *
    FROM analytics.customer_orders
    ORDER BY customer_id, nth_order DESC
)
SELECT
    latest.customer_id,
    latest.full_name AS customer,
    latest.email AS contact_point,
    latest.running_total AS lifetime_value,
    latest.nth_order AS orders,
    a.address_hash,
    (SELECT max(pay.card_tail) FROM analytics.stg_payments AS pay WHERE pay.order_id = latest.order_id) AS last_card,
    EXISTS (SELECT 1 FROM public.returns AS r WHERE r.order_id = latest.order_id) AS returned_last
FROM latest
LEFT JOIN analytics.audience AS a ON a.customer_id = latest.customer_id;
COMMENT ON VIEW analytics.customer_360 IS 'What customer care sees when the phone rings';

CREATE VIEW analytics.revenue_by_mail_host AS
SELECT email_domain, region, count(DISTINCT customer_id) AS customers, sum(total) AS revenue, avg(total) AS average_order
FROM analytics.customer_orders
GROUP BY GROUPING SETS ((email_domain, region), (region))
ORDER BY revenue DESC NULLS LAST;

CREATE MATERIALIZED VIEW analytics.mailing_list AS
SELECT
    v.customer_id,
    v.contact_point AS email,
    split_part(v.customer, ' ', 1) AS first_name,
    c.country_code,
    ntile(10) OVER (ORDER BY v.lifetime_value DESC NULLS LAST) AS value_decile
FROM analytics.customer_360 AS v
JOIN public.customers AS c USING (customer_id)
WHERE v.contact_point IS NOT NULL;
CREATE UNIQUE INDEX ON analytics.mailing_list (customer_id);
COMMENT ON MATERIALIZED VIEW analytics.mailing_list IS 'Refreshed at night, then written to the lake as exports/mailing_list';
COMMENT ON COLUMN analytics.mailing_list.email IS 'Where the newsletter goes';

CREATE VIEW legacy."who ""ordered"" what?" AS
SELECT o."from" AS "sender's e-mail", s."where", count(*) OVER () AS "#"
FROM legacy."order" AS o
JOIN legacy."select" AS s ON s."limit" = o.id;
