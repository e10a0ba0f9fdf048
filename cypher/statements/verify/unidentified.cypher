// Nodes without an id.
:param after => ''
:param limit => 1000
MATCH (n:Source|Asset|PastAsset|Column|PastColumn|Classification|DataClass|Person|Team|Domain|Tag|Scan|Change)
WHERE n.id IS NULL AND elementId(n) > $after
RETURN elementId(n) AS id, 'a ' + head(labels(n)) + ' without an id' AS detail
ORDER BY id
LIMIT $limit
