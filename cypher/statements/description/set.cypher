// Write about sources, assets and columns; null takes the description away.
:param rows => [{id: 'asset:sqlite://crm/main.person', description: 'Everyone who ever bought something.'}]
UNWIND $rows AS row
MATCH (n:Source|Asset|Column {id: row.id})
SET n.description = row.description
RETURN count(n) AS count
