// Which of these people, teams, domains, tags and data classes there are: all who are signed in see them.
:param ids => ['person:ana', 'tag:gold']
UNWIND $ids AS id
MATCH (n:Person|Team|Domain|Tag|DataClass {id: id})
RETURN collect(n.id) AS ids
