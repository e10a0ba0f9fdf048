// Delete some assets of a source that have no column any more.
:param id => 'source:none'
:param most => 2000
MATCH (:Source {id: $id})-[:HAS_ASSET|HAD_ASSET]->(a)
WHERE NOT (a)-[:HAS_COLUMN|HAD_COLUMN]->()
WITH a LIMIT $most
DETACH DELETE a
RETURN count(*) AS count
