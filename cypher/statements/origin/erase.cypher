// Take edges away, where a statement that came late shows that they were at another time.
:param ids => ['5:00000000-0000-0000-0000-000000000000:0']
UNWIND $ids AS id
MATCH ()-[r]->()
WHERE elementId(r) = id
DELETE r
RETURN count(*) AS count
