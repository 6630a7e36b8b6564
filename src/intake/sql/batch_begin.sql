INSERT INTO import_batch (feed_id, input, head_hash, bytes, state, started_at, by)
VALUES (:feed, :input, :head, :bytes, 'running', :now, :by)
