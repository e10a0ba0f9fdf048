// One DataClass per id.
CREATE CONSTRAINT dataclass_id IF NOT EXISTS FOR (n:DataClass) REQUIRE n.id IS UNIQUE
