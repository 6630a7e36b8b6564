SELECT what, note, by, at FROM cdi_query_event WHERE query_id = ?1 ORDER BY event_id DESC
