UPDATE work_item SET claim_until = :until WHERE claim_user = :me AND claim_seat = :seat AND claim_until > :now
