// The scans that are not over.
CREATE INDEX scan_state IF NOT EXISTS FOR (n:Scan) ON (n.state)
