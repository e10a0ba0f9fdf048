// A filter on a class drives the match.
CREATE INDEX classification_class IF NOT EXISTS FOR (n:Classification) ON (n.classId)
