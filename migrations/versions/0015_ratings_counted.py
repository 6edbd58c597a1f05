"""ratings in the figures

Revision ID: 0015
Revises: 0014
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# Written by reports/figures/triggers.py as it was on the day of this migration; a test holds the two together.

ON_SQLITE = (
    "CREATE TRIGGER figure_note_rating_comes AFTER INSERT ON rating BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT 67108864 + COALESCE(NEW.place_id, 0) * 8 + CASE NEW.audience WHEN 'residents' THEN 1 WHEN 'businesses' THEN 2 WHEN 'community_tech_teams' THEN 3 WHEN 'officials' THEN 4 ELSE 0 END, 'rating', NEW.item_key, CAST(NEW.rated_on AS VARCHAR(10)), NULL; END",
    "CREATE TRIGGER figure_note_rating_changes AFTER UPDATE OF item_key, face, place_id, audience, rated_on ON rating BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT 67108864 + COALESCE(OLD.place_id, 0) * 8 + CASE OLD.audience WHEN 'residents' THEN 1 WHEN 'businesses' THEN 2 WHEN 'community_tech_teams' THEN 3 WHEN 'officials' THEN 4 ELSE 0 END, 'rating', OLD.item_key, CAST(OLD.rated_on AS VARCHAR(10)), NULL; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT 67108864 + COALESCE(NEW.place_id, 0) * 8 + CASE NEW.audience WHEN 'residents' THEN 1 WHEN 'businesses' THEN 2 WHEN 'community_tech_teams' THEN 3 WHEN 'officials' THEN 4 ELSE 0 END, 'rating', NEW.item_key, CAST(NEW.rated_on AS VARCHAR(10)), NULL; END",
    "CREATE TRIGGER figure_note_rating_goes AFTER DELETE ON rating BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT 67108864 + COALESCE(OLD.place_id, 0) * 8 + CASE OLD.audience WHEN 'residents' THEN 1 WHEN 'businesses' THEN 2 WHEN 'community_tech_teams' THEN 3 WHEN 'officials' THEN 4 ELSE 0 END, 'rating', OLD.item_key, CAST(OLD.rated_on AS VARCHAR(10)), NULL; END",
)

ON_POSTGRESQL = (
    "CREATE FUNCTION figure_note_rating() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT 67108864 + COALESCE(OLD.place_id, 0) * 8 + CASE OLD.audience WHEN 'residents' THEN 1 WHEN 'businesses' THEN 2 WHEN 'community_tech_teams' THEN 3 WHEN 'officials' THEN 4 ELSE 0 END, 'rating', OLD.item_key, CAST(OLD.rated_on AS VARCHAR(10)), NULL; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT 67108864 + COALESCE(NEW.place_id, 0) * 8 + CASE NEW.audience WHEN 'residents' THEN 1 WHEN 'businesses' THEN 2 WHEN 'community_tech_teams' THEN 3 WHEN 'officials' THEN 4 ELSE 0 END, 'rating', NEW.item_key, CAST(NEW.rated_on AS VARCHAR(10)), NULL; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_rating AFTER INSERT OR UPDATE OF item_key, face, place_id, audience, rated_on OR DELETE ON rating FOR EACH ROW EXECUTE FUNCTION figure_note_rating()",
)

OFF_SQLITE = tuple(f"DROP TRIGGER IF EXISTS figure_note_rating_{end}" for end in ("comes", "changes", "goes"))
OFF_POSTGRESQL = ("DROP FUNCTION IF EXISTS figure_note_rating() CASCADE",)


def upgrade():
    op.create_index("ix_presence_month", "presence", ["month"], unique=False)
    connection = op.get_bind()
    for statement in ON_SQLITE if connection.dialect.name == "sqlite" else ON_POSTGRESQL:
        connection.exec_driver_sql(statement)
    op.execute(  # the first reader of a figure counts the ratings that are there
        "INSERT INTO figure_log (ordinal, fact, key, source) SELECT 0, 'rebuild', '', '' FROM place"
        " WHERE EXISTS (SELECT 1 FROM rating) LIMIT 1"
    )


def downgrade():
    connection = op.get_bind()
    for statement in OFF_SQLITE if connection.dialect.name == "sqlite" else OFF_POSTGRESQL:
        connection.exec_driver_sql(statement)
    op.execute("DELETE FROM presence WHERE kind IN ('ratings', 'easy_ratings')")
    op.execute("DELETE FROM figure_log WHERE fact = 'rating'")
    op.drop_index("ix_presence_month", "presence")
