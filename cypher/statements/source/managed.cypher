// The ids of the sources that are scanned, in the order of names.
MATCH (s:Source)
WHERE s.managed
WITH s ORDER BY s.nameSort
RETURN collect(s.id) AS ids
