SELECT dob, bits, patient, last, first, mrn, show FROM name_lf WHERE last >= ?1 AND last < ?2
