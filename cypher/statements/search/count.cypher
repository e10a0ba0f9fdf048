// How many nodes a text finds.
:param text => 'orders'
:param queries => [{text: '+(terms:orders terms:orders*)', suffixes: null}]
:param prefixes => []
:param types => ['Source', 'Asset', 'Column']
:param zones => null
CALL () {
  MATCH (node:Source|Asset|Column {id: $text})
  RETURN node
  UNION
  UNWIND $prefixes AS prefix
  MATCH (node:Source|Asset|Column)
  WHERE node.nameSort STARTS WITH prefix
  RETURN node
  UNION
  UNWIND $queries AS query
  CALL db.index.fulltext.queryNodes('search', query.text) YIELD node
  WITH node, query, replace(toLower(node.id), '#', '.') AS path
  WHERE query.suffixes IS NULL OR any(suffix IN query.suffixes WHERE path ENDS WITH suffix)
  RETURN node
}
WITH node
WHERE any(label IN labels(node) WHERE label IN $types) AND ($zones IS NULL OR node.zone IN $zones)
RETURN count(node) AS count
