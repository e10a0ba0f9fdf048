// A page of what a text finds, best tier first, from after (tier, score, id).
:param text => 'orders'
:param fold => 'orders'
:param words => ['orders']
:param queries => [{text: '+(terms:orders terms:orders*)', suffixes: null}]
:param prefixes => []
:param types => ['Source', 'Asset', 'Column']
:param zones => null
:param after => [-1, 0.0, '']
:param limit => 21
CALL () {
  MATCH (node:Source|Asset|Column {id: $text})
  RETURN node, 0.0 AS score
  UNION ALL
  UNWIND $prefixes AS prefix
  MATCH (node:Source|Asset|Column)
  WHERE node.nameSort STARTS WITH prefix
  RETURN node, 0.0 AS score
  UNION ALL
  UNWIND $queries AS query
  CALL db.index.fulltext.queryNodes('search', query.text) YIELD node, score
  WITH node, query, score, replace(toLower(node.id), '#', '.') AS path
  WHERE query.suffixes IS NULL OR any(suffix IN query.suffixes WHERE path ENDS WITH suffix)
  RETURN node, score
}
WITH node, round(max(score), 3) AS score, head([label IN labels(node) WHERE label IN $types]) AS type
WHERE type IS NOT NULL AND ($zones IS NULL OR node.zone IN $zones)
WITH node, score, type, [query IN $queries WHERE query.suffixes IS NOT NULL] AS paths
WITH node, score, type,
  CASE
    WHEN node.id = $text THEN 0
    WHEN node.nameSort STARTS WITH $fold + '\u0000' THEN 1
    WHEN any(query IN paths WHERE any(suffix IN query.suffixes WHERE replace(toLower(node.id), '#', '.') ENDS WITH suffix)) THEN 1
    WHEN node.nameSort STARTS WITH $fold THEN 2
    WHEN all(word IN $words WHERE any(term IN split(node.terms, ' ') WHERE term STARTS WITH word)) THEN 3
    ELSE 4
  END AS tier
WHERE tier > $after[0] OR tier = $after[0] AND (score < $after[1] OR score = $after[1] AND node.id > $after[2])
RETURN node.id AS id, type, tier, score, node.assetId AS asset
ORDER BY tier, score DESC, id
LIMIT $limit
