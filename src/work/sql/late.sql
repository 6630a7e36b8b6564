SELECT count(*) FROM (
  SELECT 1 FROM work_item INDEXED BY work_due
   WHERE queue = :queue AND lane = :lane AND closed_at IS NULL AND due_key < :now LIMIT :most)
