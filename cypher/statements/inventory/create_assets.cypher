// Write new assets with their columns.
:param source => 'source:crm'
:param rows => [{asset: {id: 'asset:sqlite://crm/main.person', name: 'person'}, columns: [{id: 'column:sqlite://crm/main.person#mail', name: 'mail'}]}]
MATCH (s:Source {id: $source})
UNWIND $rows AS row
CREATE (s)-[:HAS_ASSET]->(a:Asset)
SET a = row.asset
WITH a, row
UNWIND row.columns AS column
CREATE (a)-[:HAS_COLUMN]->(c:Column)
SET c = column
RETURN count(c) AS count
