// Which of these data classes only hold others together.
:param ids => ['class:EMAIL', 'class:CONTACT']
UNWIND $ids AS id
MATCH (d:DataClass {id: id})
WHERE d.group
RETURN collect(d.id) AS ids
