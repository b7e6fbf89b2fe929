-- The columns that a user chose for a list, as names separated by commas.
CREATE TABLE list_view (
    user_id INTEGER NOT NULL REFERENCES "user" ON DELETE CASCADE,
    list TEXT NOT NULL,
    columns TEXT NOT NULL,
    PRIMARY KEY (user_id, list)
) STRICT;
