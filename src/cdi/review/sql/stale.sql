SELECT encounter_id FROM cdi_review WHERE on_list = 1 AND weighed_on < :today ORDER BY weighed_on, encounter_id LIMIT :limit
