// The ids of sources and assets, past ones too, for their zones to be made out anew.
:param after => ''
:param limit => 1000
MATCH (n:Source|Asset|PastAsset)
WHERE n.id > $after
RETURN n.id AS id, '' AS detail
ORDER BY id
LIMIT $limit
