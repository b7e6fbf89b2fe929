-- The look of a provider. Empty is our own.
CREATE TABLE brand (
    provider INTEGER NOT NULL PRIMARY KEY REFERENCES provider,
    -- #rrggbb on light and on dark pages.
    accent TEXT NOT NULL,
    accent_dark TEXT NOT NULL,
    -- Where customers ask for help: an e-mail address or a page.
    support TEXT NOT NULL,
    terms TEXT NOT NULL,
    -- The content type of the logo, its bytes, and the beginning of their digest.
    logo_type TEXT NOT NULL,
    logo BLOB,
    logo_print TEXT NOT NULL
) STRICT;

-- Under which host names a provider is met.
CREATE TABLE brand_host (
    host TEXT NOT NULL PRIMARY KEY,
    provider INTEGER NOT NULL REFERENCES provider
) STRICT;
CREATE INDEX brand_host_provider ON brand_host (provider);
