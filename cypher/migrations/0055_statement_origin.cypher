// All that an origin ever stated is folded anew when it states something.
CREATE INDEX statement_origin IF NOT EXISTS FOR (s:Statement) ON (s.origin)
