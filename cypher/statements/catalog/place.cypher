// Where the names of a source lie.
:param id => 'source:crm'
:param zones => null
MATCH (s:Source {id: $id})
WHERE ($zones IS NULL OR s.zone IN $zones)
RETURN s.kind AS kind, s.namespace AS namespace, coalesce(s.scope, ['']) AS scope, s.zone AS zone
