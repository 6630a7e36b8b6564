SELECT encounter_id FROM chart_touched WHERE encounter_id > :after ORDER BY encounter_id LIMIT :limit
