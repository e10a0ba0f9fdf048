// Take domains away from sources, assets and columns.
:param rows => [{subject: 'asset:sqlite://crm/main.person', holder: 'domain:sales'}]
UNWIND $rows AS row
MATCH (n:Source|Asset|Column {id: row.subject})
MATCH (h:Domain {id: row.holder})-[r:HAS]->(n)
DELETE r
RETURN count(r) AS count
