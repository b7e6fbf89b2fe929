-- How often the modules of a license changed: its document is another one then, though nothing of
-- its own row is.
ALTER TABLE service ADD COLUMN module_changes INTEGER NOT NULL DEFAULT 0;
