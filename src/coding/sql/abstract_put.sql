UPDATE coding_account SET admitting = :admitting, reasons = :reasons, patient_status = :patient_status,
  admit_type = :admit_type, admit_source = :admit_source, birth_weight_g = :birth_weight
WHERE account_id = :account
