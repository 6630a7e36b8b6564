INSERT OR IGNORE INTO source_key (feed_id, kind, key, row_id, fact_at, hash, chunk_id, start, length)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
