// Set properties of columns.
:param rows => [{id: 'column:sqlite://crm/main.person#mail', properties: {comment: null}}]
UNWIND $rows AS row
MATCH (c:Column {id: row.id})
SET c += row.properties
RETURN count(c) AS count
