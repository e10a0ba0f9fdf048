// One Fence per running scan.
CREATE CONSTRAINT fence_id IF NOT EXISTS FOR (n:Fence) REQUIRE n.id IS UNIQUE
