// The zones of sources, of assets and of their columns.
:param ids => ['asset:sqlite://crm/main.person']
CALL () {
  UNWIND $ids AS id
  MATCH (n:Source|Asset|PastAsset {id: id})
  RETURN n
  UNION
  UNWIND $ids AS id
  MATCH (:Asset|PastAsset {id: id})-[:HAS_COLUMN|HAD_COLUMN]->(n)
  RETURN n
}
RETURN collect([n.id, n.zone]) AS zones
