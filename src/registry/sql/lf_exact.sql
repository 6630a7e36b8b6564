SELECT dob, bits, patient, last, first, mrn, show FROM name_lf WHERE last = ?1 AND first >= ?2 AND first < ?3
