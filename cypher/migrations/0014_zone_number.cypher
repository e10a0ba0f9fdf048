// One Zone per number.
CREATE CONSTRAINT zone_number IF NOT EXISTS FOR (n:Zone) REQUIRE n.number IS UNIQUE
