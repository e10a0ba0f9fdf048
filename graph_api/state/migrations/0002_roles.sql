CREATE TABLE role (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT,
    actions TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL
);

CREATE TABLE role_binding (
    role TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (role, subject)
);

CREATE INDEX role_binding_subject ON role_binding (subject);

CREATE TABLE "grant" (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    actions TEXT NOT NULL,
    predicate TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

CREATE INDEX grant_subject ON "grant" (subject);
