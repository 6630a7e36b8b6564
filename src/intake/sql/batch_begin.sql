INSERT INTO import_batch (feed_id, input, head_hash, bytes, header, state, started_at, by)
VALUES (:feed, :input, :head, :bytes, :header, 'running', :now, :by)
