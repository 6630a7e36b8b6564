SELECT drg_before, weight_before, drg_after, weight_after, note, by, at FROM cdi_query_impact WHERE query_id = ?1
