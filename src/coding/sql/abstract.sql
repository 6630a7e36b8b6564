SELECT admitting, reasons, patient_status, admit_type, admit_source, birth_weight_g
FROM coding_account WHERE account_id = ?1
