// Nodes with a number that is none.
:param after => ''
:param limit => 1000
MATCH (n:Asset|Column|Classification)
WHERE n.id > $after
WITH n, [x IN [n.confidence, n.nullShare, n.mean, n.distinct, n.sampleFraction] + coalesce(n.quantiles, []) WHERE x IS NOT NULL AND (isNaN(toFloat(x)) OR abs(toFloat(x)) > 1.7976931348623157e308)] AS wrong
WHERE size(wrong) > 0
RETURN n.id AS id, 'holds NaN or an infinite number' AS detail
ORDER BY id
LIMIT $limit
