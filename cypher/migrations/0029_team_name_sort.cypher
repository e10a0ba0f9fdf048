// Lists are in the order of nameSort: a range seek gives a page.
CREATE INDEX team_name_sort IF NOT EXISTS FOR (n:Team) ON (n.nameSort)
