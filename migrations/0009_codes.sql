-- Compiled code sets: several editions of one kind side by side, each with the days on which it holds.
CREATE TABLE code_set (
  code_set_id INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,                -- domain::codeset::SetKind
  edition     TEXT NOT NULL,                -- 2026, 43.1
  valid_from  TEXT NOT NULL,                -- ISO date
  valid_to    TEXT NOT NULL,
  origin      TEXT NOT NULL,                -- names of the official files
  sha256      TEXT NOT NULL,                -- of the bytes
  n_records   INTEGER NOT NULL,
  loaded_at   TEXT NOT NULL,
  loaded_by   TEXT NOT NULL,
  version     INTEGER NOT NULL DEFAULT 1,
  bytes       BLOB NOT NULL,                -- classification::container, last so that lists do not read it
  UNIQUE (kind, edition),
  CHECK (valid_from <= valid_to)
) STRICT;
