// The source with this id, and the managed ones of this namespace.
:param id => 'source:shop'
:param namespace => 'postgres://shop.demo:5432'
MATCH (s:Source)
WHERE s.id = $id OR s.namespace = $namespace AND s.managed
RETURN s.id AS id, coalesce(s.scope, ['']) AS scope, s.createdAt AS created_at
ORDER BY id
