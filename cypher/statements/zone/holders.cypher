// The asset of each column.
:param ids => ['column:sqlite://crm/main.person#mail']
UNWIND $ids AS id
MATCH (c:Column|PastColumn {id: id})
RETURN c.id AS id, c.assetId AS asset
