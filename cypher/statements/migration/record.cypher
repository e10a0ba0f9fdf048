// Remember which migrations have run: `rows` of {number, name}.
:param rows => [{number: 1, name: 'source_id'}]
UNWIND $rows AS row
MERGE (m:Migration {number: row.number})
ON CREATE SET m.name = row.name, m.at = datetime.realtime().epochMillis * 1000
RETURN count(m) AS count
