// How many columns of derived assets have a known origin, when that was last stated, and what could not be followed.
:param id => 'source:crm'
:param limit => 1000
:param zones => null
OPTIONAL MATCH (n:Source|Asset {id: $id})
WHERE ($zones IS NULL OR n.zone IN $zones)
WITH n
WHERE $id IS NULL OR n IS NOT NULL
CALL (n) {
  CALL (n) {
    UNWIND CASE WHEN n IS NULL THEN [1] ELSE [] END AS every
    MATCH (a:Asset)
    RETURN a
    UNION ALL
    MATCH (n)-[:HAS_ASSET]->(a:Asset)
    RETURN a
    UNION ALL
    MATCH (a:Asset {id: n.id})
    RETURN a
  }
  WITH a, a.kind IN ['VIEW', 'MATERIALIZED_VIEW'] AS view
  WHERE ($zones IS NULL OR a.zone IN $zones)
  CALL (a) {
    MATCH (b:Asset)-[r:FLOWS_TO]->(a)
    WHERE ($zones IS NULL OR b.zone IN $zones)
    OPTIONAL MATCH (o:Origin {id: r.origin})
    WHERE ($zones IS NULL OR o.zone IN $zones)
    RETURN count(DISTINCT r) AS flows, max(coalesce(o.statedAt, r.recordedAt)) AS stated
  }
  WITH a, view, stated
  WHERE view OR flows > 0
  CALL (a) {
    MATCH (a)-[:HAS_COLUMN]->(c:Column)
    WHERE ($zones IS NULL OR c.zone IN $zones)
    RETURN count(c) AS columns, count(CASE WHEN EXISTS {
      MATCH (b:Column)-[:FLOWS_TO]->(c)
      WHERE ($zones IS NULL OR b.zone IN $zones)
    } THEN 1 END) AS known
  }
  WITH a.sourceId AS source, count(a) AS assets, sum(columns) AS columns, sum(known) AS known, count(CASE WHEN view THEN 1 END) AS views,
    min(CASE WHEN NOT view THEN stated END) AS oldest, max(CASE WHEN NOT view THEN stated END) AS newest,
    collect(CASE WHEN view AND a.lineageError IS NOT NULL THEN [a.id, a.lineageError] END) AS failing
  CALL (source, views) {
    MATCH (s:Source {id: source})<-[:OF]-(k:Scan)
    WHERE views > 0 AND k.state = 'SUCCEEDED' AND ($zones IS NULL OR (s.zone IN $zones AND k.zone IN $zones))
    RETURN max(k.finishedAt) AS scanned
  }
  RETURN coalesce(sum(assets), 0) AS assets, coalesce(sum(columns), 0) AS columns, coalesce(sum(known), 0) AS known,
    min(CASE WHEN oldest IS NULL OR scanned < oldest THEN scanned ELSE oldest END) AS stalest,
    max(CASE WHEN newest IS NULL OR scanned > newest THEN scanned ELSE newest END) AS stated_at,
    reduce(all = [], each IN collect(failing) | all + each) AS views
}
CALL (n) {
  CALL (n) {
    UNWIND CASE WHEN n IS NULL THEN [1] ELSE [] END AS every
    MATCH (o:Origin)
    RETURN o
    UNION
    MATCH (o:Origin {sourceId: n.id})
    RETURN o
    UNION
    MATCH (b:Asset)-[r:FLOWS_TO]->(:Asset {id: n.id})
    WHERE ($zones IS NULL OR b.zone IN $zones)
    MATCH (o:Origin {id: r.origin})
    RETURN o
  }
  WITH o
  WHERE (o.error IS NOT NULL OR o.unresolved IS NOT NULL) AND ($zones IS NULL OR o.zone IN $zones)
  WITH o ORDER BY o.id
  RETURN collect(o) AS texts
}
RETURN assets, columns, known, stalest, stated_at, size(views) + size(texts) AS failing,
  COLLECT { UNWIND views AS each RETURN each ORDER BY each LIMIT $limit } AS views,
  [o IN texts[..$limit] | [o.id, o.error, o.unresolved]] AS texts
