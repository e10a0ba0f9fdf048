// One PastColumn per id.
CREATE CONSTRAINT pastcolumn_id IF NOT EXISTS FOR (n:PastColumn) REQUIRE n.id IS UNIQUE
