// What one origin states is found at once: it is replaced as a whole.
CREATE INDEX influences_origin IF NOT EXISTS FOR ()-[r:INFLUENCES]-() ON (r.origin)
