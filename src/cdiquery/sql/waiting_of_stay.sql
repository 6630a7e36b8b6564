SELECT query_id FROM cdi_query WHERE encounter_id = ?1 AND state = 'answered' AND outcome = 'agreed' ORDER BY query_id
