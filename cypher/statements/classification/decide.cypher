// Write people's verdicts. The profile's hash goes, so that the next scan writes values or withholds them by the verdict.
:param ids => ['classification:sqlite://crm/main.person#mail~EMAIL']
:param state => 'CONFIRMED'
:param by => 'person:owner'
:param at => 1767225600000000
:param reason => 'It is their private address.'
UNWIND $ids AS id
MATCH (a:Asset)-[:HAS_COLUMN]->(c:Column)-[:HAS_CLASSIFICATION]->(k:Classification {id: id})
SET k.state = $state, k.decidedBy = $by, k.decidedAt = $at, k.reason = $reason, a.profileHash = null
RETURN count(k) AS count
