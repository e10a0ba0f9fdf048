// Sources, assets and columns by name, words in the name, and description; lower-cased, no word is too common to be found.
CREATE FULLTEXT INDEX search IF NOT EXISTS FOR (n:Source|Asset|Column) ON EACH [n.name, n.terms, n.description, n.comment]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}
