// What happened in one source, in the order of commits.
CREATE INDEX change_source IF NOT EXISTS FOR (n:Change) ON (n.sourceId, n.seq)
