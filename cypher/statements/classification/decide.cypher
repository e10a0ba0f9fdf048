// Write people's verdicts. The profile's hash goes, so that the next scan writes values or withholds them by the verdict.
:param rows => [{id: 'classification:sqlite://crm/main.person#mail~EMAIL', state: 'CONFIRMED', by: 'person:owner', at: 1767225600000000, reason: 'It is their private address.'}]
UNWIND $rows AS row
MATCH (a:Asset)-[:HAS_COLUMN]->(c:Column)-[:HAS_CLASSIFICATION]->(k:Classification {id: row.id})
SET k.state = row.state, k.decidedBy = row.by, k.decidedAt = row.at, k.reason = row.reason, a.profileHash = null
RETURN count(k) AS count
