// Hold each combination of attributes once.
:param rows => [{number: 1, key: '{}'}]
UNWIND $rows AS row
MERGE (z:Zone {number: row.number})
ON CREATE SET z.key = row.key
RETURN count(z) AS count
