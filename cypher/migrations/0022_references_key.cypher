// One REFERENCES per (from, to, origin).
CREATE CONSTRAINT references_key IF NOT EXISTS FOR ()-[r:REFERENCES]-() REQUIRE r.key IS UNIQUE
