SELECT name FROM term_sound WHERE code = ?1 AND kind = ?2 LIMIT ?3
