// What origins state now.
:param origins => ['view:asset:sqlite://crm/main.person']
UNWIND $origins AS origin
CALL (origin) {
  MATCH ()-[r:FLOWS_TO {origin: origin}]->()
  RETURN r
  UNION
  MATCH ()-[r:INFLUENCES {origin: origin}]->()
  RETURN r
  UNION
  MATCH ()-[r:REFERENCES {origin: origin}]->()
  RETURN r
}
RETURN elementId(r) AS id, type(r) AS type, r.key AS key, r.origin AS origin, r {.transformation, .masking, .confidence, .kind} AS properties
