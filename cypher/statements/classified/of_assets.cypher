// The classifications of the columns of assets.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (:Asset {id: id})-[:HAS_COLUMN]->(c:Column)-[:HAS_CLASSIFICATION]->(k:Classification)-[:OF]->(d:DataClass)
RETURN id AS asset, c.id AS column, k.id AS id, d.id AS data_class, d.sensitivity AS sensitivity, k.state AS state,
       k.decidedBy AS decided_by, k.confidence AS confidence, k.tier AS tier, k.detector AS detector, k.evidence AS evidence
