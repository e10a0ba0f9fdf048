// Delete a source that has nothing any more; its zone, for the change that tells of it.
:param id => 'source:none'
MATCH (s:Source {id: $id})
WHERE NOT (s)-[:HAS_ASSET|HAD_ASSET]->()
WITH s, s.zone AS zone
DETACH DELETE s
RETURN zone
