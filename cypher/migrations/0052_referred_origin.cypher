// What one origin once stated, and when an edge was there before: both are looked up together.
CREATE INDEX referred_origin IF NOT EXISTS FOR ()-[r:REFERRED]-() ON (r.origin, r.key)
