// Make a source.
:param id => 'source:shop'
:param properties => {name: 'shop', kind: 'postgresql', namespace: 'postgres://shop.demo:5432', managed: true, config: '{}', scope: [''], alsoKnownAs: [], nameSort: 'shop', terms: 'shop', createdAt: 1767225600000000}
CREATE (s:Source {id: $id})
SET s += $properties
RETURN count(s) AS count
