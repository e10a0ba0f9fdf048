// Remember that a migration has run.
:param number => 1
:param name => 'source_id'
MERGE (m:Migration {number: $number})
ON CREATE SET m.name = $name, m.at = datetime.realtime().epochMillis * 1000
RETURN count(m) AS count
