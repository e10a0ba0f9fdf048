// Things in more than one domain.
:param after => ''
:param limit => 1000
MATCH (n:Source|Asset|PastAsset|Column|PastColumn)
WHERE n.id > $after
WITH n, COUNT { MATCH (:Domain)-[:HAS]->(n) } AS domains
WHERE domains > 1
RETURN n.id AS id, 'is in ' + toString(domains) + ' domains' AS detail
ORDER BY id
LIMIT $limit
