// One PastAsset per id.
CREATE CONSTRAINT pastasset_id IF NOT EXISTS FOR (n:PastAsset) REQUIRE n.id IS UNIQUE
