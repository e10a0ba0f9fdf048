// Which of these scans ended well.
:param ids => ['scan:00000000-0000-4000-8000-000000000000']
UNWIND $ids AS id
MATCH (r:Scan {id: id})
WHERE r.state = 'SUCCEEDED'
RETURN r.id AS id
