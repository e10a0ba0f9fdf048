// Delete some columns of a source, with their classifications.
:param id => 'source:none'
:param most => 2000
MATCH (:Source {id: $id})-[:HAS_ASSET|HAD_ASSET]->()-[:HAS_COLUMN|HAD_COLUMN]->(c)
WITH c LIMIT $most
CALL (c) {
  MATCH (c)-[:HAS_CLASSIFICATION]->(k:Classification)
  DETACH DELETE k
}
DETACH DELETE c
RETURN count(*) AS count
