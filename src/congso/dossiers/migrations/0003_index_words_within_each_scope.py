"""Index the words of names together with each scope, so that a search reads the postings of one agency or unit only.

With scope and words as separate entries, a search by a common name intersects the postings of the whole province: what
it costs grows with the province, not with the agency. `dossiers_scoped(words)` holds `o30/nguyen`, `u45/nguyen` …; the
table still holds plain words, so moving a dossier to another unit remains the adding of one word.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations
from django.db.models import Func

# Words with digits (codes, numbers, and the scopes themselves) are rare enough alone, and would multiply the index.
# Words with marks are looked for among the rows that the folded words found.
CREATE = """
CREATE FUNCTION dossiers_scoped(words tsvector) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    word text;
    scope text;
    entries text[] := '{}';
    scopes text[] := '{}';
    names text[] := '{}';
BEGIN
    FOREACH word IN ARRAY tsvector_to_array(words) LOOP
        IF word ~ '[0-9]' THEN
            entries := entries || word;
            IF word ~ '^[ou][0-9]+$' THEN
                scopes := scopes || word;
            END IF;
        ELSIF octet_length(word) = length(word) THEN
            names := names || word;
        END IF;
    END LOOP;
    FOREACH scope IN ARRAY scopes LOOP
        FOREACH word IN ARRAY names LOOP
            entries := entries || (scope || '/' || word);
        END LOOP;
    END LOOP;
    RETURN array_to_tsvector(entries);
END
$$;
"""
DROP = "DROP FUNCTION dossiers_scoped(tsvector);"

STATISTICS = """
ALTER TABLE dossiers_dossiersearch ALTER COLUMN words SET STATISTICS -1;
ALTER INDEX dossiers_by_scoped_words ALTER COLUMN 1 SET STATISTICS 1000;
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("dossiers", "0002_remember_insufficient_answers")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        AddIndexConcurrently(
            model_name="dossiersearch",
            index=GinIndex(
                Func("words", function="dossiers_scoped", output_field=SearchVectorField()),
                name="dossiers_by_scoped_words",
            ),
        ),
        migrations.RunSQL(STATISTICS, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="dossiersearch", name="dossiers_by_words"),
    ]
