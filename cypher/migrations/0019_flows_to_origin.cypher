// What one origin states is found at once: it is replaced as a whole.
CREATE INDEX flows_to_origin IF NOT EXISTS FOR ()-[r:FLOWS_TO]-() ON (r.origin)
