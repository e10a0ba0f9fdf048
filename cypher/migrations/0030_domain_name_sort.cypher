// Lists are in the order of nameSort: a range seek gives a page.
CREATE INDEX domain_name_sort IF NOT EXISTS FOR (n:Domain) ON (n.nameSort)
