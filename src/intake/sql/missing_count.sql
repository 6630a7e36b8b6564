SELECT count(*) FROM (
  SELECT kind, key FROM waiting_record WHERE feed_id = ?1
  UNION
  SELECT kind, key FROM loose_reference WHERE feed_id = ?1
) a
WHERE NOT EXISTS (SELECT 1 FROM source_key k WHERE k.feed_id = ?1 AND k.kind = a.kind AND k.key = a.key || '.1')
