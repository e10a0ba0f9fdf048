// Lists are in the order of nameSort: a range seek gives a page.
CREATE INDEX source_name_sort IF NOT EXISTS FOR (n:Source) ON (n.nameSort)
