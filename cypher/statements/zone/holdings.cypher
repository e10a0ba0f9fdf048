// How many assets and columns are in each zone.
CALL () {
  MATCH (a:Asset)
  RETURN a.zone AS zone, count(a) AS assets, 0 AS columns
  UNION ALL
  MATCH (c:Column)
  RETURN c.zone AS zone, 0 AS assets, count(c) AS columns
}
WITH zone, sum(assets) AS assets, sum(columns) AS columns
RETURN collect([zone, assets, columns]) AS holdings
