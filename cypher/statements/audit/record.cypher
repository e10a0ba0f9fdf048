// Leave the entry of an act, until it is sealed into the audit's chain.
:param id => '00000000-0000-4000-8000-000000000000'
:param at => 1767225600000000
:param entry => '{}'
MERGE (e:AuditEntry {id: $id})
SET e.at = $at, e.entry = $entry
RETURN count(e) AS count
