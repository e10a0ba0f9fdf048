// Scans are listed newest first.
CREATE INDEX scan_sort IF NOT EXISTS FOR (n:Scan) ON (n.startSort)
