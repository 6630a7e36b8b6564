SELECT encounter_id FROM cdi_touched WHERE not_before <= :now ORDER BY not_before, encounter_id LIMIT :limit
