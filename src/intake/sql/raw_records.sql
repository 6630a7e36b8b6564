SELECT f.name, k.key, k.fact_at, 1 AS newest, k.chunk_id, k.start, k.length
FROM source_key k JOIN feed f USING (feed_id)
WHERE k.kind = :kind AND k.row_id = :row AND k.key NOT GLOB '[?]*'
UNION ALL
SELECT f.name, v.key, v.fact_at, 0, v.chunk_id, v.start, v.length
FROM source_key k JOIN source_version v USING (feed_id, kind, key) JOIN feed f USING (feed_id)
WHERE k.kind = :kind AND k.row_id = :row AND k.key NOT GLOB '[?]*'
ORDER BY newest DESC, 3 DESC
LIMIT :limit
