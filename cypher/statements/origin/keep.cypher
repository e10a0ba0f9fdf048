// Keep what an origin stated, with the times at which it did.
:param origin => 'sql:nightly.sql'
:param rows => [{digest: 'd', partial: false, edges: 'bytes', at: [1767225600000000], runs: ['']}]
UNWIND $rows AS row
MERGE (s:Statement {id: $origin + '#' + row.digest})
SET s.origin = $origin, s += row
RETURN count(s) AS count
