// What the graph knows of a source's assets, those that are gone included.
:param source => 'source:crm'
MATCH (:Source {id: $source})-[:HAS_ASSET|HAD_ASSET]->(a)
RETURN a.id AS id, a.qualifiedName AS qualified_name, a.schemaHash AS schema_hash, a.profileHash AS profile_hash,
       a.rows AS rows, a.rowsExact AS rows_exact, a.missingScan AS missing_scan, a:PastAsset AS past
