// What one origin once stated, and when an edge was there before: both are looked up together.
CREATE INDEX flowed_to_origin IF NOT EXISTS FOR ()-[r:FLOWED_TO]-() ON (r.origin, r.key)
