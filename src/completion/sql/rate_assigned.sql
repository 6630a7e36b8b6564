SELECT count(*), ifnull(sum(upheld = 1), 0) FROM deficiency INDEXED BY deficiency_assigned
WHERE assigned_at >= :from AND assigned_at < :to
