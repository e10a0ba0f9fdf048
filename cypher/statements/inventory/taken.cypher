// Which of these assets exist, and whose they are.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (a:Asset|PastAsset {id: id})
OPTIONAL MATCH (s:Source {id: a.sourceId})
RETURN a.id AS id, a.sourceId AS source, coalesce(s.managed, false) AS managed
