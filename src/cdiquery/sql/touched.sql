SELECT encounter_id FROM cdi_query_touched ORDER BY encounter_id LIMIT 500
