// What happened to one thing.
CREATE INDEX change_subject IF NOT EXISTS FOR (n:Change) ON (n.subjectId)
