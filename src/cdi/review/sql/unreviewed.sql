UPDATE cdi_review SET first_at = :first_at, first_by = :first_by, last_at = :last_at, last_by = :last_by, n_reviews = :n,
  next_on = :next, seen = :seen, version = version + 1
WHERE encounter_id = :encounter
