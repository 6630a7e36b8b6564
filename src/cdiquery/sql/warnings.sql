SELECT rule, kind, words, reason FROM cdi_query_warning WHERE query_id = ?1 ORDER BY rule, kind, words
