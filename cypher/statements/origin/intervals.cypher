// The edges of an origin, those that are there and those that were.
:param origin => 'sql:nightly.sql'
CALL () {
  MATCH ()-[r:FLOWS_TO {origin: $origin}]->()
  RETURN r
  UNION ALL
  MATCH ()-[r:INFLUENCES {origin: $origin}]->()
  RETURN r
  UNION ALL
  MATCH ()-[r:REFERENCES {origin: $origin}]->()
  RETURN r
  UNION ALL
  MATCH ()-[r:FLOWED_TO {origin: $origin}]->()
  WHERE r.key IS NOT NULL
  RETURN r
  UNION ALL
  MATCH ()-[r:INFLUENCED {origin: $origin}]->()
  WHERE r.key IS NOT NULL
  RETURN r
  UNION ALL
  MATCH ()-[r:REFERRED {origin: $origin}]->()
  WHERE r.key IS NOT NULL
  RETURN r
}
RETURN elementId(r) AS id, type(r) AS type, properties(r) AS properties
