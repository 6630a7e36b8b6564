INSERT INTO waiting_record (feed_id, kind, key, batch_id, line, what, hash, chunk_id, start, length, facts)
VALUES (:feed, :kind, :key, :batch, :line, :what, :hash, :chunk, :start, :length, :facts)
