"""Rows that nobody may rewrite: a version's text, a verdict, a review. The database refuses, whoever asks."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION counterclaim_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never edited', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', HINT = 'Add a new row instead.';
END $$;
"""

TRIGGERS = """
CREATE TRIGGER version_text_immutable BEFORE UPDATE OF article_id, number, sha256, text ON sources_version
    FOR EACH ROW WHEN (
        (OLD.article_id, OLD.number, OLD.sha256, OLD.text) IS DISTINCT FROM
        (NEW.article_id, NEW.number, NEW.sha256, NEW.text)
    ) EXECUTE FUNCTION counterclaim_refuse();
CREATE TRIGGER verdict_immutable BEFORE UPDATE ON claims_verdict
    FOR EACH ROW EXECUTE FUNCTION counterclaim_refuse();
CREATE TRIGGER review_immutable BEFORE UPDATE OR DELETE ON claims_review
    FOR EACH ROW EXECUTE FUNCTION counterclaim_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_record"), ("sources", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION counterclaim_refuse()"),
        migrations.RunSQL(
            TRIGGERS,
            """
            DROP TRIGGER version_text_immutable ON sources_version;
            DROP TRIGGER verdict_immutable ON claims_verdict;
            DROP TRIGGER review_immutable ON claims_review;
            """,
        ),
    ]
