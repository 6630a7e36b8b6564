UPDATE work_item SET claim_user = NULL, claim_seat = '', claim_at = NULL, claim_until = NULL
 WHERE claim_until <= :now
