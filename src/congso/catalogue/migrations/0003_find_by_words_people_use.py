"""Count in how many public procedures each word stands, and let editors keep the words that people use."""

import re

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models import Value

from congso.kernel import normalise

I_OR_Y = re.compile(r"^(h|k|l|m|s|t|qu)i$")

# Terms are counted in their order, so that two publications never wait for each other in a circle.
COUNTING = """
CREATE FUNCTION catalogue_terms_of(one catalogue_procedure) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN one.is_internal OR one.current_id IS NULL OR one.search IS NULL THEN '{}'::text[]
                ELSE tsvector_to_array(one.search) || '#'::text END
$$;
CREATE FUNCTION catalogue_count_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone text[] := '{}';
    come text[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN gone := catalogue_terms_of(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN come := catalogue_terms_of(NEW); END IF;
    IF gone = come THEN RETURN NULL; END IF;
    INSERT INTO catalogue_searchterm AS kept (term, uses)
        SELECT term, sum(step) FROM (
            SELECT unnest(come) AS term, 1 AS step UNION ALL SELECT unnest(gone), -1
        ) AS steps GROUP BY term HAVING sum(step) <> 0 ORDER BY term
        ON CONFLICT (term) DO UPDATE SET uses = kept.uses + excluded.uses;
    RETURN NULL;
END $$;
CREATE TRIGGER count_terms AFTER INSERT OR DELETE OR UPDATE OF search, is_internal, current_id ON catalogue_procedure
    FOR EACH ROW EXECUTE FUNCTION catalogue_count_terms();
"""
NO_COUNTING = """
DROP TRIGGER count_terms ON catalogue_procedure;
DROP FUNCTION catalogue_count_terms();
DROP FUNCTION catalogue_terms_of(catalogue_procedure);
"""


def _terms(*texts):
    found = {}
    for text in texts:
        words = [I_OR_Y.sub(r"\1y", word)[:60] for word in normalise.search_words(text)]
        found.update(dict.fromkeys([*words, *("+".join(two) for two in zip(words, words[1:], strict=False))]))
    return list(found)


def index_again(apps, schema_editor):
    """Index what is listed already by neighbouring words, too, and count it."""
    procedure = apps.get_model("catalogue", "Procedure")
    rows = procedure.objects.filter(current__isnull=False).values_list("id", "code", "current__content", "search")
    for id_, code, content, search in rows.iterator(chunk_size=200):
        audiences = [word for word in ("doituongpeople", "doituongbusiness") if f"'{word}'" in (search or "")]
        results = " ".join(str(one.get("name", ""))[:200] for one in (content.get("results") or [])[:5])
        terms = [*_terms(content.get("name", ""), content.get("field", ""), results), *code.split("."), *audiences]
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("UPDATE catalogue_procedure SET search = array_to_tsvector(%s) WHERE id = %s", [terms, id_])


def plain_words_again(apps, schema_editor):
    """Index by words alone."""
    procedure = apps.get_model("catalogue", "Procedure")
    for id_, search in procedure.objects.filter(search__isnull=False).values_list("id", "search").iterator():
        words = " ".join(word for word in search.replace("'", "").split() if "+" not in word)
        procedure.objects.filter(id=id_).update(search=SearchVector(Value(words), config="simple"))


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_add_amendments"),
        ("organisation", "0004_end_what_came_with_positions"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("term", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("uses", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phrase", models.CharField(max_length=80, verbose_name="người dân gọi là")),
                ("folded", models.CharField(max_length=80)),
                ("words", models.CharField(blank=True, max_length=160, verbose_name="danh mục gọi là")),
                ("procedure_code", models.CharField(blank=True, max_length=12, verbose_name="mã thủ tục")),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None
                    ),
                ),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="cập nhật lúc")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="organisation.officer"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="synonym",
            constraint=models.UniqueConstraint(
                fields=("folded", "words", "procedure_code"), name="synonym_is_kept_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="synonym",
            constraint=models.CheckConstraint(
                condition=models.Q(("procedure_code", ""), ("words", ""), _negated=True),
                name="synonym_means_something",
            ),
        ),
        migrations.AddIndex(
            model_name="synonym",
            index=django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="synonyms_by_terms"),
        ),
        migrations.RunSQL(COUNTING, NO_COUNTING),
        migrations.RunPython(index_again, plain_words_again),
    ]
