// Add columns to assets.
:param rows => [{asset: 'asset:sqlite://crm/main.person', properties: {id: 'column:sqlite://crm/main.person#mail', name: 'mail'}}]
UNWIND $rows AS row
MATCH (a:Asset {id: row.asset})
CREATE (a)-[:HAS_COLUMN]->(c:Column)
SET c = row.properties
RETURN count(c) AS count
