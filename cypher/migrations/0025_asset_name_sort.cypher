// Lists are in the order of nameSort: a range seek gives a page.
CREATE INDEX asset_name_sort IF NOT EXISTS FOR (n:Asset) ON (n.nameSort)
