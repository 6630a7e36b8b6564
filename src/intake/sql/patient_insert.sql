INSERT INTO patient (mrn, prefix, family, given, middle, suffix, birth_date, sex, deceased, death_at, ssn4, language,
                     marital, race, ethnicity, mothers_maiden_name, birth_order, state, fact_at, updated_at, updated_by)
VALUES (:mrn, :prefix, :family, :given, :middle, :suffix, :birth_date, :sex, :deceased, :death_at, :ssn4, :language,
        :marital, :race, :ethnicity, :mothers_maiden_name, :birth_order, :state, :fact_at, :now, :by)
