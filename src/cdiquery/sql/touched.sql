SELECT encounter_id FROM cdi_query_touched WHERE encounter_id > 0 ORDER BY encounter_id LIMIT 500
