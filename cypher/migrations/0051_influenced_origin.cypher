// What one origin once stated, and when an edge was there before: both are looked up together.
CREATE INDEX influenced_origin IF NOT EXISTS FOR ()-[r:INFLUENCED]-() ON (r.origin, r.key)
