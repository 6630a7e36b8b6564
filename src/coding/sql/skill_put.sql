INSERT OR IGNORE INTO coding_skill (user_id, skill) VALUES (?1, ?2)
