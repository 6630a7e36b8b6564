SELECT key, line, source, at FROM cdi_query_indicator WHERE query_id = ?1 ORDER BY place
