SELECT family, given, mrn, birth_date, sex FROM patient WHERE patient_id = :id AND state NOT IN ('merged', 'deleted')
