// What one origin states is found at once: it is replaced as a whole.
CREATE INDEX references_origin IF NOT EXISTS FOR ()-[r:REFERENCES]-() ON (r.origin)
