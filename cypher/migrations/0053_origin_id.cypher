// One node for whoever states edges in any order; it is what is locked.
CREATE CONSTRAINT origin_id IF NOT EXISTS FOR (o:Origin) REQUIRE o.id IS UNIQUE
