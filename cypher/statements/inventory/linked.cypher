// Which schema a source's foreign keys and view lineage were last read from, completely, and how many edges that gave.
:param source => 'source:crm'
MATCH (s:Source {id: $source})
RETURN s.linkedHash AS hash, s.linkedEdges AS edges
