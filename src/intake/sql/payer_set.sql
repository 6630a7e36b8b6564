UPDATE encounter SET payer = :payer, payer_from = :from
WHERE encounter_id = :encounter AND (payer = '' OR payer_from <> '') AND (payer <> :payer OR payer_from <> :from)
