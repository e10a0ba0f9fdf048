// Lists are in the order of nameSort: a range seek gives a page.
CREATE INDEX person_name_sort IF NOT EXISTS FOR (n:Person) ON (n.nameSort)
