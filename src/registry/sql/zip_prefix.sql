SELECT dob, bits, patient, both, mrn, show FROM name_zip WHERE both >= ?1 AND both < ?2
