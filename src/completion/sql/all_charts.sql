SELECT encounter_id FROM chart_completion WHERE encounter_id > :after ORDER BY encounter_id LIMIT :limit
