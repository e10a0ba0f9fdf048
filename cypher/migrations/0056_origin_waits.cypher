// Only origins that state edges of what is not there yet have this property.
CREATE INDEX origin_waits IF NOT EXISTS FOR (o:Origin) ON (o.waits)
