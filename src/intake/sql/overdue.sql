SELECT k.kind, k.key, k.row_id
FROM (SELECT DISTINCT kind, key FROM waiting_record WHERE feed_id = ?1
      UNION SELECT kind, key FROM loose_reference WHERE feed_id = ?1) w
JOIN source_key k ON k.feed_id = ?1 AND k.kind = w.kind AND k.key = w.key
WHERE k.row_id IS NOT NULL
