DELETE FROM cdi_query_indicator WHERE query_id = ?1
