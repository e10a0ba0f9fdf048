// Sources as a scan needs them.
:param ids => ['source:shop']
:param zones => null
UNWIND $ids AS id
MATCH (s:Source {id: id})
WHERE ($zones IS NULL OR s.zone IN $zones)
RETURN s.id AS id, s.name AS name, s.kind AS kind, s.namespace AS namespace, coalesce(s.managed, false) AS managed,
  coalesce(s.config, '{}') AS config, coalesce(s.scope, ['']) AS scope,
  s.description AS description, coalesce(s.alsoKnownAs, []) AS also_known_as
