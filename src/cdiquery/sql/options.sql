SELECT place, text, role FROM cdi_query_option WHERE query_id = ?1 ORDER BY place
