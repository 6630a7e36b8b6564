INSERT INTO captured_document (capture_batch_id, name, mime, n_bytes, sha256, state, no_text, hints, duplicate_of, at, by)
VALUES (:batch, :name, :mime, :n_bytes, :hash, :state, :no_text, :hints, :duplicate_of, :now, :by)
