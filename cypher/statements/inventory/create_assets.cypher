// Write new assets with their columns; a column is a list of values, which is cheaper to send and to read than a map.
:param source => 'source:crm'
:param rows => [{asset: {id: 'asset:sqlite://crm/main.person', name: 'person', since: 1767225600000000, zone: 1}, columns: [['column:sqlite://crm/main.person#mail', 'mail', 1, 'TEXT', 'STRING', true, false, null, 'mail', 'mail']]}]
MATCH (s:Source {id: $source})
UNWIND $rows AS row
CREATE (s)-[:HAS_ASSET]->(a:Asset)
SET a = row.asset
WITH a, row.columns AS columns, row.asset.id AS asset, row.asset.since AS since, row.asset.zone AS zone
UNWIND columns AS c
CREATE (a)-[:HAS_COLUMN]->(:Column {
  id: c[0], name: c[1], position: c[2], type: c[3], dataType: c[4], nullable: c[5], primaryKey: c[6], comment: c[7],
  nameSort: c[8], terms: c[9], assetId: asset, since: since, zone: zone
})
RETURN count(*) AS count
