// Draw edges, present and past ones, also from and to what is gone; rows whose ends never were there count for nothing.
:param rows => [{type: 'FLOWED_TO', from: 'column:sqlite://crm/main.person#mail', to: 'column:sqlite://crm/main.person#mail', place: 0, properties: {origin: 'sql:nightly.sql'}}]
UNWIND $rows AS row
MATCH (a:Asset|Column|PastAsset|PastColumn {id: row.from})
MATCH (b:Asset|Column|PastAsset|PastColumn {id: row.to})
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.properties
RETURN row.place AS place
