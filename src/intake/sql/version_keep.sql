INSERT OR IGNORE INTO source_version (feed_id, kind, key, hash, fact_at, chunk_id, start, length)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
