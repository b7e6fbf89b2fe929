-- What went wrong with each attempt of an operation; the oldest are forgotten.
CREATE TABLE operation_error (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation,
    attempt INTEGER NOT NULL,
    error_kind TEXT NOT NULL,
    error_object TEXT NOT NULL,
    error_value TEXT NOT NULL,
    error_message TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX operation_error_operation ON operation_error (operation, id);
-- What staff did, by whom and when.
CREATE INDEX journal_user ON journal (user_id, id);
CREATE INDEX journal_function ON journal (function, id);
CREATE INDEX journal_object ON journal (object, id);
CREATE INDEX journal_at ON journal (at);
