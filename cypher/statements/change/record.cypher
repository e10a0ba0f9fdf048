// Number changes in the order of commits: the counter is locked before it is read, until the end of the transaction.
:param rows => [{kind: 'TAGGED', subject: 'source:crm', source: 'source:crm', zone: 1, detail: '{}'}]
:param by => 'person:owner'
:param at => 1767225600000000
MERGE (c:Counter {name: 'change'})
SET c.name = c.name
WITH c, coalesce(c.value, 0) AS last
SET c.value = last + size($rows)
WITH last
UNWIND range(0, size($rows) - 1) AS i
WITH last + 1 + i AS seq, $rows[i] AS row
CREATE (h:Change {id: 'change:' + toString(seq), seq: seq, kind: row.kind, subjectId: row.subject, sourceId: row.source,
                  zone: row.zone, detail: row.detail, at: $at, by: $by})
RETURN count(h) AS count
