SELECT pending_merge_id FROM pending_merge
WHERE feed = ?1 AND event = ?2 AND survivor_key = ?3 AND loser_key = ?4 AND visit = ?5
