// Forget what an origin stated only at times at which a later run stated something else.
:param ids => ['sql:nightly.sql#d']
UNWIND $ids AS id
MATCH (s:Statement {id: id})
DELETE s
RETURN count(*) AS count
