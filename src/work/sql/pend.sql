UPDATE work_item
   SET wake_at = :until, pend_reason = :reason, version = version + 1, claim_user = NULL, claim_seat = '',
       claim_at = NULL, claim_until = NULL
 WHERE item_id = :item
