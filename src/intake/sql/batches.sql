SELECT b.batch_id, f.name, b.input, b.bytes, b.state, b.read, b.added, b.changed, b.unchanged, b.kept, b.waiting,
       b.rejected, b.held, b.started_at, b.ended_at, b.by, b.note
FROM import_batch b JOIN feed f USING (feed_id)
WHERE b.batch_id < :before
ORDER BY b.batch_id DESC
LIMIT :limit
