// Lists are in the order of nameSort: a range seek gives a page.
CREATE INDEX dataclass_name_sort IF NOT EXISTS FOR (n:DataClass) ON (n.nameSort)
