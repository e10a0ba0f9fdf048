// Give domains to sources, assets and columns.
:param rows => [{subject: 'asset:sqlite://crm/main.person', holder: 'domain:sales'}]
UNWIND $rows AS row
MATCH (h:Domain {id: row.holder})
MATCH (n:Source|Asset|Column {id: row.subject})
MERGE (h)-[r:HAS]->(n)
RETURN count(r) AS count
