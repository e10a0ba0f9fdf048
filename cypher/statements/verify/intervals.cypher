// Past edges without their times, with another key than from>to>origin, or there together with another edge of their key.
:param after => ''
:param limit => 1000
CALL () {
  MATCH (a)-[p:FLOWED_TO]->(b)
  RETURN a, b, p, '' AS tail,
    EXISTS { MATCH ()-[q:FLOWED_TO {origin: p.origin, key: p.key}]->() WHERE q <> p AND q.since < p.until AND p.since < q.until }
    OR EXISTS { MATCH ()-[q:FLOWS_TO {key: p.key}]->() WHERE q.since < p.until } AS meets
  UNION ALL
  MATCH (a)-[p:INFLUENCED]->(b)
  RETURN a, b, p, '>' + p.kind AS tail,
    EXISTS { MATCH ()-[q:INFLUENCED {origin: p.origin, key: p.key}]->() WHERE q <> p AND q.since < p.until AND p.since < q.until }
    OR EXISTS { MATCH ()-[q:INFLUENCES {key: p.key}]->() WHERE q.since < p.until } AS meets
  UNION ALL
  MATCH (a)-[p:REFERRED]->(b)
  RETURN a, b, p, '' AS tail,
    EXISTS { MATCH ()-[q:REFERRED {origin: p.origin, key: p.key}]->() WHERE q <> p AND q.since < p.until AND p.since < q.until }
    OR EXISTS { MATCH ()-[q:REFERENCES {key: p.key}]->() WHERE q.since < p.until } AS meets
}
WITH p, meets, coalesce(p.key, a.id + '>' + b.id) AS id, a.id + '>' + b.id + '>' + p.origin + tail AS key
WITH id, CASE
  WHEN key IS NULL OR p.key IS NULL OR p.key <> key THEN type(p) + ' should have the key ' + coalesce(key, 'of an origin, and has none')
  WHEN p.since IS NULL OR p.until IS NULL OR p.since >= p.until
    THEN type(p) + ' is from ' + coalesce(toString(p.since), 'no time') + ' to ' + coalesce(toString(p.until), 'no time')
  WHEN meets THEN type(p) + ' was there together with another of its key'
END AS detail
WHERE id > $after AND detail IS NOT NULL
RETURN DISTINCT id, detail
ORDER BY id
LIMIT $limit
