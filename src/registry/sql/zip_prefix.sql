SELECT both, dob, patient, bits, mrn, show FROM name_zip WHERE both >= ?1 AND both < ?2
