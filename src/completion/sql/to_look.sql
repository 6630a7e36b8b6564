SELECT encounter_id FROM chart_completion WHERE look_at <= :now ORDER BY look_at LIMIT :limit
