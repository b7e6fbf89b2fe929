-- Who people are: what they say of themselves, second factors, keys for one sign-in, and mail.

ALTER TABLE "user" ADD COLUMN phone TEXT NOT NULL DEFAULT '';
-- The zone instants are shown in; empty is UTC.
ALTER TABLE "user" ADD COLUMN zone TEXT NOT NULL DEFAULT '';
-- Whether it only calls the API and never opens a session.
ALTER TABLE "user" ADD COLUMN api_only INTEGER NOT NULL DEFAULT 0;
-- The row stays, since what it did names it; its sign-in name is free again.
ALTER TABLE "user" ADD COLUMN deleted_at INTEGER;
-- The sealed secret of the second factor, and since when it is asked for: a secret that was never
-- confirmed is not.
ALTER TABLE "user" ADD COLUMN totp BLOB;
ALTER TABLE "user" ADD COLUMN totp_since INTEGER;
-- The newest time step whose code was used: no code counts twice.
ALTER TABLE "user" ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;
CREATE INDEX user_email ON "user" (email);

CREATE TABLE recovery_code (
    user_id INTEGER NOT NULL REFERENCES "user",
    -- SHA-256 of the code.
    digest BLOB NOT NULL,
    PRIMARY KEY (user_id, digest)
) STRICT;

-- Whether the second factor is still missing.
ALTER TABLE session ADD COLUMN halfway INTEGER NOT NULL DEFAULT 0;
-- Who of the staff opened it as this user; 0 is the machine's own administrator.
ALTER TABLE session ADD COLUMN opened_by INTEGER;

CREATE TABLE sign_in_key (
    -- SHA-256 of the key.
    digest BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES "user",
    -- "session" signs in, "recovery" sets a new password.
    purpose TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_key_expires ON sign_in_key (expires_at);
CREATE INDEX sign_in_key_owner ON sign_in_key (user_id);

CREATE INDEX sign_in_failed ON sign_in (failed_at);

-- Letters that are not sent yet.
CREATE TABLE mail (
    id INTEGER PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- Sealed: it may hold a key.
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX mail_due ON mail (due_at);
