UPDATE coding_account SET class = :class, service = :service, payer = :payer, discharge_at = :discharge,
  charges_cents = :charges, patient_status = CASE patient_status WHEN '' THEN :status ELSE patient_status END
WHERE account_id = :account
