// Lists are in the order of nameSort: a range seek gives a page.
CREATE INDEX tag_name_sort IF NOT EXISTS FOR (n:Tag) ON (n.nameSort)
