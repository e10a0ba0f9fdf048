// Assets as they are, locked until the commit.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (a:Asset|PastAsset {id: id})
SET a.id = a.id
RETURN a.id AS id, a.kind AS kind, a.comment AS comment, a.schemaHash AS schema_hash, a.missingSince AS missing_since,
       a.until AS until, a:PastAsset AS past
