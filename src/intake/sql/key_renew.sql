UPDATE source_key
SET row_id = coalesce(?4, row_id), fact_at = coalesce(max(fact_at, ?5), fact_at, ?5),
    hash = ?6, chunk_id = ?7, start = ?8, length = ?9
WHERE feed_id = ?1 AND kind = ?2 AND key = ?3
