UPDATE cdi_review SET first_at = ifnull(first_at, :now), first_by = CASE first_by WHEN '' THEN :by ELSE first_by END,
  last_at = :now, last_by = :by, n_reviews = n_reviews + 1, next_on = :next, seen = :seen, version = version + 1
WHERE encounter_id = :encounter
