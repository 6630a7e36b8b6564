INSERT INTO import_error (feed_id, batch_id, kind, line, what, field, reason, raw, hash, at)
VALUES (:feed, :batch, :kind, :line, :what, :field, :reason, :raw, :hash, :now)
ON CONFLICT (feed_id, hash) DO UPDATE
SET kind = excluded.kind, reason = excluded.reason, field = excluded.field, state = 'open', version = version + 1
WHERE state = 'resolved' OR (kind IN ('waiting', 'missing') AND state = 'open' AND reason <> excluded.reason)
