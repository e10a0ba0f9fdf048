// Keep a source's share of columns with known origin, and give the one that was kept before.
:param source => 'source:crm'
:param share => 0.75
MATCH (s:Source {id: $source})
WITH s, s.lineageCoverage AS before
SET s.lineageCoverage = $share
RETURN before
