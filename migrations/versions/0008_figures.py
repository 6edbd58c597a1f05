"""figures

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Written by reports/figures/triggers.py as it was on the day of this migration; a test holds the two together.

ON_SQLITE = (
    "CREATE TRIGGER figure_note_person_comes AFTER INSERT ON person BEGIN INSERT INTO figure_person (person_id) VALUES (NEW.id); INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'person', COALESCE(CAST(NEW.birth_year AS VARCHAR(4)), ''), '', NEW.registered_at FROM figure_person WHERE person_id = NEW.id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'residence', CAST(NEW.place_id AS VARCHAR(20)), '', NEW.registered_at FROM figure_person WHERE person_id = NEW.id; END",
    "CREATE TRIGGER figure_note_person_changes AFTER UPDATE OF audience, gender, birth_year, place_id, registered_at ON person BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'person', COALESCE(CAST(OLD.birth_year AS VARCHAR(4)), ''), '', OLD.registered_at FROM figure_person WHERE person_id = OLD.id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'residence', CAST(OLD.place_id AS VARCHAR(20)), '', OLD.registered_at FROM figure_person WHERE person_id = OLD.id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'person', COALESCE(CAST(NEW.birth_year AS VARCHAR(4)), ''), '', NEW.registered_at FROM figure_person WHERE person_id = NEW.id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'residence', CAST(NEW.place_id AS VARCHAR(20)), '', NEW.registered_at FROM figure_person WHERE person_id = NEW.id; END",
    "CREATE TRIGGER figure_note_person_goes BEFORE DELETE ON person BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'gone', '', '', OLD.registered_at FROM figure_person WHERE person_id = OLD.id; END",
    "CREATE TRIGGER figure_note_former_residence_comes AFTER INSERT ON former_residence BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'residence', CAST(NEW.place_id AS VARCHAR(20)), '', NEW.until FROM figure_person WHERE person_id = NEW.person_id; END",
    "CREATE TRIGGER figure_note_former_residence_changes AFTER UPDATE OF person_id, place_id, until ON former_residence BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'residence', CAST(OLD.place_id AS VARCHAR(20)), '', OLD.until FROM figure_person WHERE person_id = OLD.person_id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'residence', CAST(NEW.place_id AS VARCHAR(20)), '', NEW.until FROM figure_person WHERE person_id = NEW.person_id; END",
    "CREATE TRIGGER figure_note_former_residence_goes AFTER DELETE ON former_residence BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'residence', CAST(OLD.place_id AS VARCHAR(20)), '', OLD.until FROM figure_person WHERE person_id = OLD.person_id; END",
    "CREATE TRIGGER figure_note_completion_comes AFTER INSERT ON completion BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'completion', NEW.item_key, NEW.source, NEW.finished_at FROM figure_person WHERE person_id = NEW.person_id; END",
    "CREATE TRIGGER figure_note_completion_changes AFTER UPDATE OF person_id, item_key, source, finished_at ON completion BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'completion', OLD.item_key, OLD.source, OLD.finished_at FROM figure_person WHERE person_id = OLD.person_id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'completion', NEW.item_key, NEW.source, NEW.finished_at FROM figure_person WHERE person_id = NEW.person_id; END",
    "CREATE TRIGGER figure_note_completion_goes AFTER DELETE ON completion BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'completion', OLD.item_key, OLD.source, OLD.finished_at FROM figure_person WHERE person_id = OLD.person_id; END",
    "CREATE TRIGGER figure_note_attempt_comes AFTER INSERT ON attempt BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', NEW.course_slug, 'self', NEW.handed_in_at FROM figure_person WHERE person_id = NEW.person_id AND NEW.handed_in_at IS NOT NULL; END",
    "CREATE TRIGGER figure_note_attempt_changes AFTER UPDATE OF person_id, handed_in_at, percent, passed ON attempt BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', OLD.course_slug, 'self', OLD.handed_in_at FROM figure_person WHERE person_id = OLD.person_id AND OLD.handed_in_at IS NOT NULL; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', NEW.course_slug, 'self', NEW.handed_in_at FROM figure_person WHERE person_id = NEW.person_id AND NEW.handed_in_at IS NOT NULL; END",
    "CREATE TRIGGER figure_note_attempt_goes AFTER DELETE ON attempt BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', OLD.course_slug, 'self', OLD.handed_in_at FROM figure_person WHERE person_id = OLD.person_id AND OLD.handed_in_at IS NOT NULL; END",
    "CREATE TRIGGER figure_note_certificate_comes AFTER INSERT ON certificate BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'certificate', NEW.course_slug, NEW.level, NEW.issued_at FROM figure_person WHERE person_id = NEW.person_id; END",
    "CREATE TRIGGER figure_note_certificate_changes AFTER UPDATE OF person_id, course_slug, level, issued_at ON certificate BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'certificate', OLD.course_slug, OLD.level, OLD.issued_at FROM figure_person WHERE person_id = OLD.person_id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'certificate', NEW.course_slug, NEW.level, NEW.issued_at FROM figure_person WHERE person_id = NEW.person_id; END",
    "CREATE TRIGGER figure_note_certificate_goes AFTER DELETE ON certificate BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'certificate', OLD.course_slug, OLD.level, OLD.issued_at FROM figure_person WHERE person_id = OLD.person_id; END",
    "CREATE TRIGGER figure_note_revocation_comes AFTER INSERT ON revocation BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'certificate', c.course_slug, c.level, c.issued_at FROM certificate c JOIN figure_person p ON p.person_id = c.person_id WHERE c.id = NEW.certificate_id; END",
    "CREATE TRIGGER figure_note_revocation_changes AFTER UPDATE OF certificate_id ON revocation BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'certificate', c.course_slug, c.level, c.issued_at FROM certificate c JOIN figure_person p ON p.person_id = c.person_id WHERE c.id = OLD.certificate_id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'certificate', c.course_slug, c.level, c.issued_at FROM certificate c JOIN figure_person p ON p.person_id = c.person_id WHERE c.id = NEW.certificate_id; END",
    "CREATE TRIGGER figure_note_revocation_goes AFTER DELETE ON revocation BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'certificate', c.course_slug, c.level, c.issued_at FROM certificate c JOIN figure_person p ON p.person_id = c.person_id WHERE c.id = OLD.certificate_id; END",
    "CREATE TRIGGER figure_note_practice_run_comes AFTER INSERT ON practice_run BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'practice_run', NEW.item_key, 'self', COALESCE(NEW.finished_at, NEW.left_at) FROM figure_person WHERE person_id = NEW.person_id; END",
    "CREATE TRIGGER figure_note_practice_run_changes AFTER UPDATE OF person_id, item_key, finished_at, left_at, wrong_taps, hints ON practice_run BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'practice_run', OLD.item_key, 'self', COALESCE(OLD.finished_at, OLD.left_at) FROM figure_person WHERE person_id = OLD.person_id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'practice_run', NEW.item_key, 'self', COALESCE(NEW.finished_at, NEW.left_at) FROM figure_person WHERE person_id = NEW.person_id; END",
    "CREATE TRIGGER figure_note_practice_run_goes AFTER DELETE ON practice_run BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'practice_run', OLD.item_key, 'self', COALESCE(OLD.finished_at, OLD.left_at) FROM figure_person WHERE person_id = OLD.person_id; END",
    "CREATE TRIGGER figure_note_scam_test_comes AFTER INSERT ON scam_test BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'scam_test', '', 'self', NEW.finished_at FROM figure_person WHERE person_id = NEW.person_id AND NEW.finished_at IS NOT NULL; END",
    "CREATE TRIGGER figure_note_scam_test_changes AFTER UPDATE OF person_id, finished_at, detected, false_alarms, shown_scams, shown_genuine ON scam_test BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'scam_test', '', 'self', OLD.finished_at FROM figure_person WHERE person_id = OLD.person_id AND OLD.finished_at IS NOT NULL; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'scam_test', '', 'self', NEW.finished_at FROM figure_person WHERE person_id = NEW.person_id AND NEW.finished_at IS NOT NULL; END",
    "CREATE TRIGGER figure_note_scam_test_goes AFTER DELETE ON scam_test BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'scam_test', '', 'self', OLD.finished_at FROM figure_person WHERE person_id = OLD.person_id AND OLD.finished_at IS NOT NULL; END",
    "CREATE TRIGGER figure_note_attendance_comes AFTER INSERT ON attendance BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', m.starts_at FROM figure_person p JOIN meeting m ON m.id = NEW.meeting_id LEFT JOIN meeting_item i ON i.meeting_id = m.id WHERE p.person_id = NEW.person_id; END",
    "CREATE TRIGGER figure_note_attendance_changes AFTER UPDATE OF person_id, meeting_id ON attendance BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', m.starts_at FROM figure_person p JOIN meeting m ON m.id = OLD.meeting_id LEFT JOIN meeting_item i ON i.meeting_id = m.id WHERE p.person_id = OLD.person_id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', m.starts_at FROM figure_person p JOIN meeting m ON m.id = NEW.meeting_id LEFT JOIN meeting_item i ON i.meeting_id = m.id WHERE p.person_id = NEW.person_id; END",
    "CREATE TRIGGER figure_note_attendance_goes AFTER DELETE ON attendance BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', m.starts_at FROM figure_person p JOIN meeting m ON m.id = OLD.meeting_id LEFT JOIN meeting_item i ON i.meeting_id = m.id WHERE p.person_id = OLD.person_id; END",
    "CREATE TRIGGER figure_note_meeting_comes AFTER INSERT ON meeting BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', NEW.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id LEFT JOIN meeting_item i ON i.meeting_id = a.meeting_id WHERE a.meeting_id = NEW.id; END",
    "CREATE TRIGGER figure_note_meeting_changes AFTER UPDATE OF starts_at, ends_at ON meeting BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', OLD.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id LEFT JOIN meeting_item i ON i.meeting_id = a.meeting_id WHERE a.meeting_id = OLD.id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', NEW.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id LEFT JOIN meeting_item i ON i.meeting_id = a.meeting_id WHERE a.meeting_id = NEW.id; END",
    "CREATE TRIGGER figure_note_meeting_goes BEFORE DELETE ON meeting BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', OLD.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id LEFT JOIN meeting_item i ON i.meeting_id = a.meeting_id WHERE a.meeting_id = OLD.id; END",
    "CREATE TRIGGER figure_note_meeting_item_comes AFTER INSERT ON meeting_item BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', NEW.item_key, 'class', m.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id JOIN meeting m ON m.id = a.meeting_id WHERE a.meeting_id = NEW.meeting_id; END",
    "CREATE TRIGGER figure_note_meeting_item_changes AFTER UPDATE OF meeting_id, item_key ON meeting_item BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', OLD.item_key, 'class', m.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id JOIN meeting m ON m.id = a.meeting_id WHERE a.meeting_id = OLD.meeting_id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', NEW.item_key, 'class', m.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id JOIN meeting m ON m.id = a.meeting_id WHERE a.meeting_id = NEW.meeting_id; END",
    "CREATE TRIGGER figure_note_meeting_item_goes AFTER DELETE ON meeting_item BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', OLD.item_key, 'class', m.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id JOIN meeting m ON m.id = a.meeting_id WHERE a.meeting_id = OLD.meeting_id; END",
)

ON_POSTGRESQL = (
    "CREATE FUNCTION figure_note_person() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'INSERT' THEN INSERT INTO figure_person (person_id) VALUES (NEW.id); END IF; IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'person', COALESCE(CAST(OLD.birth_year AS VARCHAR(4)), ''), '', OLD.registered_at FROM figure_person WHERE person_id = OLD.id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'residence', CAST(OLD.place_id AS VARCHAR(20)), '', OLD.registered_at FROM figure_person WHERE person_id = OLD.id; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'person', COALESCE(CAST(NEW.birth_year AS VARCHAR(4)), ''), '', NEW.registered_at FROM figure_person WHERE person_id = NEW.id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'residence', CAST(NEW.place_id AS VARCHAR(20)), '', NEW.registered_at FROM figure_person WHERE person_id = NEW.id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_person AFTER INSERT OR UPDATE OF audience, gender, birth_year, place_id, registered_at ON person FOR EACH ROW EXECUTE FUNCTION figure_note_person()",
    "CREATE FUNCTION figure_note_person_going() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'gone', '', '', OLD.registered_at FROM figure_person WHERE person_id = OLD.id; RETURN OLD; END $$",
    "CREATE TRIGGER figure_note_person_going BEFORE DELETE ON person FOR EACH ROW EXECUTE FUNCTION figure_note_person_going()",
    "CREATE FUNCTION figure_note_former_residence() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'residence', CAST(OLD.place_id AS VARCHAR(20)), '', OLD.until FROM figure_person WHERE person_id = OLD.person_id; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'residence', CAST(NEW.place_id AS VARCHAR(20)), '', NEW.until FROM figure_person WHERE person_id = NEW.person_id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_former_residence AFTER INSERT OR UPDATE OF person_id, place_id, until OR DELETE ON former_residence FOR EACH ROW EXECUTE FUNCTION figure_note_former_residence()",
    "CREATE FUNCTION figure_note_completion() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'completion', OLD.item_key, OLD.source, OLD.finished_at FROM figure_person WHERE person_id = OLD.person_id; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'completion', NEW.item_key, NEW.source, NEW.finished_at FROM figure_person WHERE person_id = NEW.person_id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_completion AFTER INSERT OR UPDATE OF person_id, item_key, source, finished_at OR DELETE ON completion FOR EACH ROW EXECUTE FUNCTION figure_note_completion()",
    "CREATE FUNCTION figure_note_attempt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', OLD.course_slug, 'self', OLD.handed_in_at FROM figure_person WHERE person_id = OLD.person_id AND OLD.handed_in_at IS NOT NULL; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', NEW.course_slug, 'self', NEW.handed_in_at FROM figure_person WHERE person_id = NEW.person_id AND NEW.handed_in_at IS NOT NULL; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_attempt AFTER INSERT OR UPDATE OF person_id, handed_in_at, percent, passed OR DELETE ON attempt FOR EACH ROW EXECUTE FUNCTION figure_note_attempt()",
    "CREATE FUNCTION figure_note_certificate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'certificate', OLD.course_slug, OLD.level, OLD.issued_at FROM figure_person WHERE person_id = OLD.person_id; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'certificate', NEW.course_slug, NEW.level, NEW.issued_at FROM figure_person WHERE person_id = NEW.person_id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_certificate AFTER INSERT OR UPDATE OF person_id, course_slug, level, issued_at OR DELETE ON certificate FOR EACH ROW EXECUTE FUNCTION figure_note_certificate()",
    "CREATE FUNCTION figure_note_revocation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'certificate', c.course_slug, c.level, c.issued_at FROM certificate c JOIN figure_person p ON p.person_id = c.person_id WHERE c.id = OLD.certificate_id; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'certificate', c.course_slug, c.level, c.issued_at FROM certificate c JOIN figure_person p ON p.person_id = c.person_id WHERE c.id = NEW.certificate_id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_revocation AFTER INSERT OR UPDATE OF certificate_id OR DELETE ON revocation FOR EACH ROW EXECUTE FUNCTION figure_note_revocation()",
    "CREATE FUNCTION figure_note_practice_run() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'practice_run', OLD.item_key, 'self', COALESCE(OLD.finished_at, OLD.left_at) FROM figure_person WHERE person_id = OLD.person_id; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'practice_run', NEW.item_key, 'self', COALESCE(NEW.finished_at, NEW.left_at) FROM figure_person WHERE person_id = NEW.person_id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_practice_run AFTER INSERT OR UPDATE OF person_id, item_key, finished_at, left_at, wrong_taps, hints OR DELETE ON practice_run FOR EACH ROW EXECUTE FUNCTION figure_note_practice_run()",
    "CREATE FUNCTION figure_note_scam_test() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'scam_test', '', 'self', OLD.finished_at FROM figure_person WHERE person_id = OLD.person_id AND OLD.finished_at IS NOT NULL; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'scam_test', '', 'self', NEW.finished_at FROM figure_person WHERE person_id = NEW.person_id AND NEW.finished_at IS NOT NULL; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_scam_test AFTER INSERT OR UPDATE OF person_id, finished_at, detected, false_alarms, shown_scams, shown_genuine OR DELETE ON scam_test FOR EACH ROW EXECUTE FUNCTION figure_note_scam_test()",
    "CREATE FUNCTION figure_note_attendance() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', m.starts_at FROM figure_person p JOIN meeting m ON m.id = OLD.meeting_id LEFT JOIN meeting_item i ON i.meeting_id = m.id WHERE p.person_id = OLD.person_id; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', m.starts_at FROM figure_person p JOIN meeting m ON m.id = NEW.meeting_id LEFT JOIN meeting_item i ON i.meeting_id = m.id WHERE p.person_id = NEW.person_id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_attendance AFTER INSERT OR UPDATE OF person_id, meeting_id OR DELETE ON attendance FOR EACH ROW EXECUTE FUNCTION figure_note_attendance()",
    "CREATE FUNCTION figure_note_meeting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', OLD.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id LEFT JOIN meeting_item i ON i.meeting_id = a.meeting_id WHERE a.meeting_id = OLD.id; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', NEW.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id LEFT JOIN meeting_item i ON i.meeting_id = a.meeting_id WHERE a.meeting_id = NEW.id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_meeting AFTER INSERT OR UPDATE OF starts_at, ends_at ON meeting FOR EACH ROW EXECUTE FUNCTION figure_note_meeting()",
    "CREATE FUNCTION figure_note_meeting_going() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', OLD.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id LEFT JOIN meeting_item i ON i.meeting_id = a.meeting_id WHERE a.meeting_id = OLD.id; RETURN OLD; END $$",
    "CREATE TRIGGER figure_note_meeting_going BEFORE DELETE ON meeting FOR EACH ROW EXECUTE FUNCTION figure_note_meeting_going()",
    "CREATE FUNCTION figure_note_meeting_item() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', OLD.item_key, 'class', m.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id JOIN meeting m ON m.id = a.meeting_id WHERE a.meeting_id = OLD.meeting_id; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'attendance', NEW.item_key, 'class', m.starts_at FROM attendance a JOIN figure_person p ON p.person_id = a.person_id JOIN meeting m ON m.id = a.meeting_id WHERE a.meeting_id = NEW.meeting_id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_meeting_item AFTER INSERT OR UPDATE OF meeting_id, item_key OR DELETE ON meeting_item FOR EACH ROW EXECUTE FUNCTION figure_note_meeting_item()",
)

OFF_SQLITE = (
    "DROP TRIGGER IF EXISTS figure_note_person_comes",
    "DROP TRIGGER IF EXISTS figure_note_person_changes",
    "DROP TRIGGER IF EXISTS figure_note_person_goes",
    "DROP TRIGGER IF EXISTS figure_note_former_residence_comes",
    "DROP TRIGGER IF EXISTS figure_note_former_residence_changes",
    "DROP TRIGGER IF EXISTS figure_note_former_residence_goes",
    "DROP TRIGGER IF EXISTS figure_note_completion_comes",
    "DROP TRIGGER IF EXISTS figure_note_completion_changes",
    "DROP TRIGGER IF EXISTS figure_note_completion_goes",
    "DROP TRIGGER IF EXISTS figure_note_attempt_comes",
    "DROP TRIGGER IF EXISTS figure_note_attempt_changes",
    "DROP TRIGGER IF EXISTS figure_note_attempt_goes",
    "DROP TRIGGER IF EXISTS figure_note_certificate_comes",
    "DROP TRIGGER IF EXISTS figure_note_certificate_changes",
    "DROP TRIGGER IF EXISTS figure_note_certificate_goes",
    "DROP TRIGGER IF EXISTS figure_note_revocation_comes",
    "DROP TRIGGER IF EXISTS figure_note_revocation_changes",
    "DROP TRIGGER IF EXISTS figure_note_revocation_goes",
    "DROP TRIGGER IF EXISTS figure_note_practice_run_comes",
    "DROP TRIGGER IF EXISTS figure_note_practice_run_changes",
    "DROP TRIGGER IF EXISTS figure_note_practice_run_goes",
    "DROP TRIGGER IF EXISTS figure_note_scam_test_comes",
    "DROP TRIGGER IF EXISTS figure_note_scam_test_changes",
    "DROP TRIGGER IF EXISTS figure_note_scam_test_goes",
    "DROP TRIGGER IF EXISTS figure_note_attendance_comes",
    "DROP TRIGGER IF EXISTS figure_note_attendance_changes",
    "DROP TRIGGER IF EXISTS figure_note_attendance_goes",
    "DROP TRIGGER IF EXISTS figure_note_meeting_comes",
    "DROP TRIGGER IF EXISTS figure_note_meeting_changes",
    "DROP TRIGGER IF EXISTS figure_note_meeting_goes",
    "DROP TRIGGER IF EXISTS figure_note_meeting_item_comes",
    "DROP TRIGGER IF EXISTS figure_note_meeting_item_changes",
    "DROP TRIGGER IF EXISTS figure_note_meeting_item_goes",
)

OFF_POSTGRESQL = (
    "DROP FUNCTION IF EXISTS figure_note_person() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_person_going() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_former_residence() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_former_residence_going() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_completion() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_completion_going() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_attempt() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_attempt_going() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_certificate() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_certificate_going() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_revocation() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_revocation_going() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_practice_run() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_practice_run_going() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_scam_test() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_scam_test_going() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_attendance() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_attendance_going() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_meeting() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_meeting_going() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_meeting_item() CASCADE",
    "DROP FUNCTION IF EXISTS figure_note_meeting_item_going() CASCADE",
)


def upgrade():
    op.create_table(
        "former_residence",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_former_residence_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_former_residence_place_id")),
        sa.PrimaryKeyConstraint("person_id", "until", name=op.f("pk_former_residence")),
    )
    op.create_table(
        "figure_person",
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_figure_person_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ordinal", name=op.f("pk_figure_person")),
        sa.UniqueConstraint("person_id", name=op.f("uq_figure_person_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "figure_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_log")),
    )
    op.create_table(
        "presence",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digit", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("people", sa.LargeBinary(), nullable=False),
        sa.Column("days", sa.LargeBinary(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.CheckConstraint("month = 0 OR month % 100 BETWEEN 1 AND 12", name=op.f("ck_presence_month_of_a_year")),
        sa.CheckConstraint("digit BETWEEN 0 AND 40", name=op.f("ck_presence_digit_in_range")),
        sa.PrimaryKeyConstraint("kind", "key", "source", "month", "digit", name=op.f("pk_presence")),
    )
    op.create_index("ix_presence_stamp", "presence", ["stamp"], unique=False)
    op.create_table(
        "figure_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("caught_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_figure_state_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_state")),
    )
    op.create_table(
        "roster_size",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("adults BETWEEN 0 AND 1000000", name=op.f("ck_roster_size_adults_plausible")),
        sa.CheckConstraint("source <> ''", name=op.f("ck_roster_size_source_is_said")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_roster_size_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_size")),
        sa.UniqueConstraint("place_id", "as_of", name=op.f("uq_roster_size_place_id_as_of")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_campaign_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("name", name=op.f("uq_campaign_name")),
    )
    op.execute("INSERT INTO figure_person (person_id) SELECT id FROM person ORDER BY registered_at, id")
    op.execute("INSERT INTO figure_state (id, generation, stamp, caught_up_at) VALUES (1, 1, 0, CURRENT_TIMESTAMP)")
    op.execute(  # the first reader of a figure makes all sets from the facts that are there
        "INSERT INTO figure_log (ordinal, fact, key, source) SELECT 0, 'rebuild', '', '' FROM place"
        " WHERE EXISTS (SELECT 1 FROM person) LIMIT 1"
    )
    connection = op.get_bind()
    for statement in ON_SQLITE if connection.dialect.name == "sqlite" else ON_POSTGRESQL:
        connection.exec_driver_sql(statement)


def downgrade():
    connection = op.get_bind()
    for statement in OFF_SQLITE if connection.dialect.name == "sqlite" else OFF_POSTGRESQL:
        connection.exec_driver_sql(statement)
    for table in (
        "campaign",
        "roster_size",
        "figure_state",
        "presence",
        "figure_log",
        "figure_person",
        "former_residence",
    ):
        op.drop_table(table)
