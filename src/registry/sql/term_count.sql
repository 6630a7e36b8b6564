SELECT n FROM term WHERE kind = ?1 AND name = ?2
