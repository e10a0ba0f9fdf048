// Statements whose times are out of order, doubled or without runs, or whose origin has no node.
:param after => ''
:param limit => 1000
MATCH (s:Statement)
WHERE s.id > $after
WITH s, CASE
  WHEN s.id <> s.origin + '#' + s.digest THEN 'should have the id ' + s.origin + '#' + s.digest
  WHEN NOT EXISTS { MATCH (o:Origin {id: s.origin}) } THEN 'is of an origin that has no node'
  WHEN s.at IS NULL OR size(s.at) = 0 OR size(s.at) <> size(s.runs) THEN 'has not one run for each of its times'
  WHEN any(i IN range(1, size(s.at) - 1) WHERE s.at[i - 1] >= s.at[i]) THEN 'has times out of order'
  WHEN EXISTS { MATCH (t:Statement {origin: s.origin}) WHERE t <> s AND any(x IN t.at WHERE x IN s.at) }
    THEN 'has a time that another statement of its origin has'
END AS detail
WHERE detail IS NOT NULL
RETURN s.id AS id, detail
ORDER BY id
LIMIT $limit
