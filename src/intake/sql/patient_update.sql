UPDATE patient
SET mrn = :mrn, prefix = :prefix, family = :family, given = :given, middle = :middle, suffix = :suffix,
    birth_date = :birth_date, sex = :sex, deceased = :deceased, death_at = :death_at, ssn4 = :ssn4, language = :language,
    marital = :marital, race = :race, ethnicity = :ethnicity, mothers_maiden_name = :mothers_maiden_name,
    birth_order = :birth_order,
    state = CASE WHEN state IN ('active', 'inactive') THEN :state ELSE state END,
    fact_at = max(fact_at, :fact_at), version = version + 1, updated_at = :now, updated_by = :by
WHERE patient_id = :patient
