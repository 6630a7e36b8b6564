UPDATE work_item SET claim_user = :me, claim_seat = :seat, claim_until = :until,
       claim_at = CASE WHEN claim_user IS :me THEN claim_at ELSE :now END
 WHERE item_id = :item
