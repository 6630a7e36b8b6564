SELECT kind, edition, valid_from, valid_to, origin, n_records, bytes FROM code_set ORDER BY kind, valid_from DESC
