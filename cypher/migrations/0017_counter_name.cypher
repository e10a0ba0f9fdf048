// One Counter per name; locked first, so what it numbers is in commit order.
CREATE CONSTRAINT counter_name IF NOT EXISTS FOR (n:Counter) REQUIRE n.name IS UNIQUE
