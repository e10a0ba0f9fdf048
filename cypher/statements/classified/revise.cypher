// What the machine decides anew; people's verdicts stay. Locked first, looked at after.
:param rows => [{id: 'classification:sqlite://crm/main.person#mail~EMAIL', properties: {state: 'WITHDRAWN'}}]
UNWIND $rows AS row
MATCH (k:Classification {id: row.id})
SET k.id = k.id
WITH k, row
WHERE k.decidedBy = 'machine'
SET k += row.properties
RETURN k.id AS id
