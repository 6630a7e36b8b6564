UPDATE work_item INDEXED BY work_team_urgent SET owner_team = NULL, version = version + 1
 WHERE owner_team = :team AND owner_team IS NOT NULL AND closed_at IS NULL
