SELECT survivor_key FROM pending_merge
WHERE feed = ?1 AND loser_key = ?2 AND kind = 'patient' AND state <> 'refused'
ORDER BY pending_merge_id DESC LIMIT 1
