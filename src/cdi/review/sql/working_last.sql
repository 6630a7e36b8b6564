SELECT drg, weight FROM cdi_drg WHERE encounter_id = ?1 AND stage = 'working' ORDER BY drg_id DESC LIMIT 1
