// Which of these ids are in the graph.
:param ids => ['asset:sqlite://crm/main.person', 'tag:gold']
:param zones => null
CALL () {
  UNWIND $ids AS id
  MATCH (n:Source|Asset|Column|Classification {id: id})
  WHERE ($zones IS NULL OR n.zone IN $zones)
  RETURN n.id AS id
  UNION ALL
  UNWIND $ids AS id
  MATCH (n:Person|Team|Domain|Tag|DataClass {id: id})
  RETURN n.id AS id
}
RETURN collect(id) AS ids
