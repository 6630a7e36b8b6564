SELECT name FROM term_del WHERE hash = ?1 AND kind = ?2 LIMIT ?3
