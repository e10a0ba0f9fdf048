// Lock the making of sources, so that two with overlapping scopes cannot be made at once.
:param name => 'source'
MERGE (c:Counter {name: $name})
SET c.value = coalesce(c.value, 0)
RETURN count(c) AS count
