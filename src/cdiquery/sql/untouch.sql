DELETE FROM cdi_query_touched WHERE encounter_id = ?1
