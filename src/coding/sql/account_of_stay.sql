SELECT account_id FROM coding_account WHERE encounter_id = ?1
