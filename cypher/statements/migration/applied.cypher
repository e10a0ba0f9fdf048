// The migrations that have run.
MATCH (m:Migration)
RETURN m.number AS number
ORDER BY number
