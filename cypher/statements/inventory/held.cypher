// The assets of a source whose removal waits for approval.
:param source => 'source:crm'
MATCH (:Source {id: $source})-[:HAS_ASSET]->(a:Asset)
WHERE a.removalHeld
RETURN a.id AS id
ORDER BY id
