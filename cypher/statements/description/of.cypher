// What is written about sources, assets and columns.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (n:Source|Asset|Column {id: id})
RETURN collect([n.id, n.description]) AS descriptions
