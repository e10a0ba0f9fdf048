CREATE TABLE secret (
    owner TEXT NOT NULL,
    field TEXT NOT NULL,
    version BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    kid TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (owner, field)
);

CREATE INDEX secret_kid ON secret (kid);
