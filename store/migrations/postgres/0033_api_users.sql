-- The users for the API only are a list of their own.
CREATE INDEX user_api_only ON "user" (id) WHERE api_only = 1;
