CREATE TABLE audit (
    seq BIGINT PRIMARY KEY,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    entry TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE UNIQUE INDEX audit_id ON audit (id);

CREATE INDEX audit_at ON audit (at);

CREATE INDEX audit_actor ON audit (actor, seq);

CREATE INDEX audit_action ON audit (action, seq);

CREATE INDEX audit_outcome ON audit (outcome, seq);

CREATE TABLE audit_object (
    object TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (object, seq)
);

CREATE INDEX audit_object_seq ON audit_object (seq);

CREATE TABLE audit_hold (
    name TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL
);
