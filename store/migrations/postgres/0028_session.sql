-- A session has an end, however much it is used, and tells its owner from where it is used. Those
-- that were opened before had neither, so everybody signs in once more.
DELETE FROM list_filter;
DELETE FROM session;
-- The number under which lists name it; it is made from the digest.
ALTER TABLE session ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN opened_at BIGINT NOT NULL DEFAULT 0;
-- To the minute.
ALTER TABLE session ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
-- What the browser says of itself.
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
-- The session from which staff opened this one in a browser, and to which they go back.
ALTER TABLE session ADD COLUMN parent BYTEA;
CREATE INDEX session_number ON session (number);
CREATE INDEX session_parent ON session (parent) WHERE parent IS NOT NULL;
DROP INDEX session_owner;
CREATE INDEX session_owner ON session (user_id, opened_at);
