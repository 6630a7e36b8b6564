DELETE FROM cdi_query_option WHERE query_id = ?1
