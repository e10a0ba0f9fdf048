// Test the fence and keep it standing until the commit.
:param id => 'scan:00000000-0000-4000-8000-000000000000'
MATCH (f:Fence {id: $id})
SET f.id = f.id
RETURN count(f) AS count
