// Change what is given of a source; null takes a property away.
:param id => 'source:shop'
:param properties => {name: 'Shop'}
MATCH (s:Source {id: $id})
SET s += $properties
RETURN count(s) AS count
