WITH awaited (kind, key, waiting, naming) AS (
  SELECT kind, key, count(*), 0 FROM waiting_record WHERE feed_id = ?1 GROUP BY kind, key
  UNION ALL
  SELECT kind, key, 0, count(*) FROM loose_reference WHERE feed_id = ?1 GROUP BY kind, key
)
SELECT a.kind, a.key, sum(a.waiting), sum(a.naming)
FROM awaited a
WHERE NOT EXISTS (SELECT 1 FROM source_key k WHERE k.feed_id = ?1 AND k.kind = a.kind AND k.key = a.key || '.1')
GROUP BY a.kind, a.key
ORDER BY 3 DESC, 4 DESC, 1, 2
LIMIT ?2
