// Lists are in the order of nameSort: a range seek gives a page.
CREATE INDEX column_name_sort IF NOT EXISTS FOR (n:Column) ON (n.nameSort)
