// Lock what decides about zones, in the order of ids, so that two re-zonings of one asset follow each other.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (n:Source|Asset|PastAsset {id: id})
SET n.id = n.id
RETURN count(n) AS count
