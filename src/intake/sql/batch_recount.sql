UPDATE import_batch
SET waiting = max(waiting - 1, 0), added = added + (?2 = 'applied'), rejected = rejected + (?2 = 'refused')
WHERE batch_id = ?1
