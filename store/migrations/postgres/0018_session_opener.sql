-- What somebody opened as others ends together with the sessions of his own.
CREATE INDEX session_opener ON session (opened_by);
