// One FLOWS_TO per (from, to, origin).
CREATE CONSTRAINT flows_to_key IF NOT EXISTS FOR ()-[r:FLOWS_TO]-() REQUIRE r.key IS UNIQUE
