// Columns refer to columns; rows whose ends are not there count for nothing.
:param rows => [{from: 'column:sqlite://crm/main.person#mail', to: 'column:sqlite://crm/main.person#mail', key: 'k', properties: {origin: 'view:asset:sqlite://crm/main.person'}}]
UNWIND $rows AS row
MATCH (a:Column {id: row.from})
MATCH (b:Column {id: row.to})
MERGE (a)-[r:REFERENCES {key: row.key}]->(b)
SET r += row.properties
RETURN row.key AS key
