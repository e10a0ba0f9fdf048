// The origins that are about a source go with it.
CREATE INDEX origin_source IF NOT EXISTS FOR (o:Origin) ON (o.sourceId)
