SELECT terms, n FROM term_prefix WHERE kind = ?1 AND prefix = ?2
