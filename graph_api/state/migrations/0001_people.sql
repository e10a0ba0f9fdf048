CREATE TABLE "user" (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    password TEXT,
    password_at BIGINT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE team (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE membership (
    team TEXT NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    "user" TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    PRIMARY KEY (team, "user")
);

CREATE INDEX membership_user ON membership ("user");

CREATE TABLE token (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    "user" TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT,
    address TEXT
);

CREATE INDEX token_user ON token ("user");
