SELECT name, n FROM term WHERE kind = ?1 AND name >= ?2 AND name < ?3 LIMIT ?4
