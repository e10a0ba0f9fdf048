// Set properties of assets.
:param rows => [{id: 'asset:sqlite://crm/main.person', properties: {comment: null}}]
UNWIND $rows AS row
MATCH (a:Asset {id: row.id})
SET a += row.properties
RETURN count(a) AS count
