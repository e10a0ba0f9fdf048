// Remember the schema that foreign keys and view lineage were read from; null: they have to be read again.
:param source => 'source:crm'
:param hash => null
:param edges => 0
MATCH (s:Source {id: $source})
SET s.linkedHash = $hash, s.linkedEdges = $edges
RETURN count(s) AS count
