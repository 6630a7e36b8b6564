UPDATE work_item
   SET state = :state, kind = :kind, closed_at = :closed, wake_at = NULL, pend_reason = '', version = version + 1,
       claim_user = CASE WHEN :closed IS NULL THEN claim_user END,
       claim_seat = CASE WHEN :closed IS NULL THEN claim_seat ELSE '' END,
       claim_at = CASE WHEN :closed IS NULL THEN claim_at END,
       claim_until = CASE WHEN :closed IS NULL THEN claim_until END
 WHERE item_id = :item
