-- Delinquency: a signature alone marks its chart as changed, and disputes upheld are listed behind their rate.

CREATE TRIGGER chart_touched_signature_new AFTER INSERT ON signature BEGIN
  INSERT INTO chart_touched (encounter_id, known)
  SELECT d.encounter_id, EXISTS (SELECT 1 FROM chart_completion c WHERE c.encounter_id = d.encounter_id)
  FROM document d
  WHERE d.document_id = NEW.document_id AND d.encounter_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM chart_touched t WHERE t.encounter_id = d.encounter_id);
END;
CREATE TRIGGER chart_touched_signature_changed AFTER UPDATE OF document_id, practitioner_id, signed_at ON signature BEGIN
  INSERT INTO chart_touched (encounter_id, known)
  SELECT DISTINCT d.encounter_id, EXISTS (SELECT 1 FROM chart_completion c WHERE c.encounter_id = d.encounter_id)
  FROM document d
  WHERE d.document_id IN (NEW.document_id, OLD.document_id) AND d.encounter_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM chart_touched t WHERE t.encounter_id = d.encounter_id);
END;
CREATE TRIGGER chart_touched_signature_gone AFTER DELETE ON signature BEGIN
  INSERT INTO chart_touched (encounter_id, known)
  SELECT d.encounter_id, EXISTS (SELECT 1 FROM chart_completion c WHERE c.encounter_id = d.encounter_id)
  FROM document d
  WHERE d.document_id = OLD.document_id AND d.encounter_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM chart_touched t WHERE t.encounter_id = d.encounter_id);
END;

-- The numerator of the rate of false deficiencies.
CREATE INDEX deficiency_upheld ON deficiency (assigned_at) WHERE upheld = 1;

-- Letters of one matter. The index before was never used: "object_kind = ?" does not prove "object_kind <> ''".
DROP INDEX letter_object;
CREATE INDEX letter_about ON letter (object_kind, object_id, letter_id) WHERE object_id IS NOT NULL;
