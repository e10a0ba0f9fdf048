// Delete some origins that are about a source, what they stated, and their edges, wherever they are.
:param id => 'source:none'
:param most => 2000
MATCH (o:Origin {sourceId: $id})
WITH o LIMIT $most
CALL (o) {
  MATCH (s:Statement {origin: o.id})
  DELETE s
}
CALL (o) {
  CALL (o) {
    MATCH ()-[r:FLOWS_TO {origin: o.id}]->()
    RETURN r
    UNION ALL
    MATCH ()-[r:INFLUENCES {origin: o.id}]->()
    RETURN r
    UNION ALL
    MATCH ()-[r:REFERENCES {origin: o.id}]->()
    RETURN r
    UNION ALL
    MATCH ()-[r:FLOWED_TO {origin: o.id}]->()
    WHERE r.key IS NOT NULL
    RETURN r
    UNION ALL
    MATCH ()-[r:INFLUENCED {origin: o.id}]->()
    WHERE r.key IS NOT NULL
    RETURN r
    UNION ALL
    MATCH ()-[r:REFERRED {origin: o.id}]->()
    WHERE r.key IS NOT NULL
    RETURN r
  }
  DELETE r
}
DELETE o
RETURN count(*) AS count
