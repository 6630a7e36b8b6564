SELECT name_use, prefix, family, given, middle, suffix FROM patient_name WHERE patient_id = ?1 ORDER BY name_no
