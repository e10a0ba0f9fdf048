// Columns decide about assets; rows whose ends are not there count for nothing.
:param rows => [{from: 'column:sqlite://crm/main.person#mail', to: 'asset:sqlite://crm/main.person', key: 'k', properties: {origin: 'view:asset:sqlite://crm/main.person'}}]
UNWIND $rows AS row
MATCH (a:Column {id: row.from})
MATCH (b:Asset {id: row.to})
MERGE (a)-[r:INFLUENCES {key: row.key}]->(b)
SET r += row.properties
RETURN row.key AS key
