-- Learning: what callers want that is not here, and what a seller really answers.

CREATE TABLE unknown_call (
    id INTEGER PRIMARY KEY,
    -- 0: nobody who signed in.
    account INTEGER NOT NULL,
    function TEXT NOT NULL,
    calls INTEGER NOT NULL,
    -- Every name of a parameter that was seen, separated by spaces.
    parameters TEXT NOT NULL,
    -- The last call, a line for each parameter, secrets removed.
    sample TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    UNIQUE (account, function)
) STRICT;
CREATE INDEX unknown_call_last ON unknown_call (last_at);
CREATE INDEX unknown_call_account ON unknown_call (account, last_at);

-- While the calls to a seller are recorded: for which module, and until when.
ALTER TABLE seller ADD COLUMN recorded_for INTEGER REFERENCES processing_module;
ALTER TABLE seller ADD COLUMN recorded_until INTEGER;

CREATE TABLE recorded_call (
    id INTEGER PRIMARY KEY,
    module INTEGER NOT NULL REFERENCES processing_module,
    at INTEGER NOT NULL,
    function TEXT NOT NULL,
    milliseconds INTEGER NOT NULL,
    -- Secrets removed from both.
    request TEXT NOT NULL,
    answer TEXT NOT NULL
) STRICT;
CREATE INDEX recorded_call_module ON recorded_call (module, id);
CREATE INDEX recorded_call_at ON recorded_call (at);
