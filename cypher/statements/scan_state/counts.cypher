// How many scans there are in each state.
MATCH (r:Scan)
RETURN r.state AS state, count(*) AS scans
