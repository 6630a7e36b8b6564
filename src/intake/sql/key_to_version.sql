INSERT OR IGNORE INTO source_version (feed_id, kind, key, hash, fact_at, chunk_id, start, length)
SELECT feed_id, kind, key, hash, fact_at, chunk_id, start, length
FROM source_key WHERE feed_id = ?1 AND kind = ?2 AND key = ?3
