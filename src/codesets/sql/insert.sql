INSERT INTO code_set (kind, edition, valid_from, valid_to, origin, sha256, n_records, loaded_at, loaded_by, bytes)
VALUES (:kind, :edition, :from, :to, :origin, :sha256, :n_records, :now, :by, :bytes)
