// All that an origin ever stated: each thing once, with the times at which it was stated, and by which run.
:param origin => 'sql:nightly.sql'
MATCH (s:Statement {origin: $origin})
RETURN s.digest AS digest, s.partial AS partial, s.edges AS edges, s.at AS at, s.runs AS runs
ORDER BY digest
