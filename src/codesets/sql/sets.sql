SELECT kind, edition, valid_from, valid_to, origin, sha256, n_records, loaded_at, loaded_by, length(bytes)
FROM code_set ORDER BY kind, valid_from DESC
