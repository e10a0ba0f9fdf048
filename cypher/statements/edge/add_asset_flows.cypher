// Data goes from asset to asset; rows whose ends are not there count for nothing.
:param rows => [{from: 'asset:sqlite://crm/main.person', to: 'asset:sqlite://crm/main.person', key: 'k', properties: {origin: 'view:asset:sqlite://crm/main.person'}}]
UNWIND $rows AS row
MATCH (a:Asset {id: row.from})
MATCH (b:Asset {id: row.to})
MERGE (a)-[r:FLOWS_TO {key: row.key}]->(b)
SET r += row.properties
RETURN row.key AS key
