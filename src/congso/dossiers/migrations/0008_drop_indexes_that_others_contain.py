"""Drop indexes whose questions another index answers: each is written anew for every dossier and read by nobody.

A key that is the first column of a longer index needs none of its own; registration codes and origins are looked up
whole, never by their beginning. The keys themselves stay, so nothing is checked anew.
"""

import django.db.models.deletion
from django.db import migrations, models

DROPPED = {
    "dossiers_dossier_applicant_id_3ba18564": "dossiers_dossier (applicant_id)",
    "dossiers_dossier_submitter_id_240eebaa": "dossiers_dossier (submitter_id)",
    "dossiers_dossier_receiving_organisation_id_419cc71a": "dossiers_dossier (receiving_organisation_id)",
    "dossiers_dossier_processing_organisation_id_fe22f23d": "dossiers_dossier (processing_organisation_id)",
    "dossiers_dossier_registration_code_a8111ee2_like": "dossiers_dossier (registration_code varchar_pattern_ops)",
    "dossiers_dossier_origin_b616b3b5_like": "dossiers_dossier (origin varchar_pattern_ops)",
    "dossiers_dossierdeadline_dossier_id_5f55eb77": "dossiers_dossierdeadline (dossier_id)",
    "dossiers_dossierpaper_file_id_5f38de40": "dossiers_dossierpaper (file_id)",
    "dossiers_supplementrequest_dossier_id_9e3c5dda": "dossiers_supplementrequest (dossier_id)",
    "dossiers_supplementrequest_organisation_id_de686ef2": "dossiers_supplementrequest (organisation_id)",
    "dossiers_acceptanceslip_organisation_id_94e87689": "dossiers_acceptanceslip (organisation_id)",
    "dossiers_registerentry_organisation_id_178d09c7": "dossiers_registerentry (organisation_id)",
    "dossiers_refusalnotice_organisation_id_f538db7c": "dossiers_refusalnotice (organisation_id)",
    "dossiers_extension_organisation_id_e490b458": "dossiers_extension (organisation_id)",
    "dossiers_stopnotice_organisation_id_a01ac65e": "dossiers_stopnotice (organisation_id)",
}


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0007_print_registers_in_the_background"),
        ("files", "0004_keep_the_hash_of_what_came"),
        ("identity", "0003_seal_numbers_and_contacts"),
        ("organisation", "0004_end_what_came_with_positions"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX {name} ON {columns}")
                for name, columns in DROPPED.items()
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="acceptanceslip",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"
                    ),
                ),
                migrations.AlterField(
                    model_name="dossier",
                    name="applicant",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers",
                        to="identity.person",
                    ),
                ),
                migrations.AlterField(
                    model_name="dossier",
                    name="processing_organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_processed",
                        to="organisation.organisation",
                    ),
                ),
                migrations.AlterField(
                    model_name="dossier",
                    name="receiving_organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_received",
                        to="organisation.organisation",
                    ),
                ),
                migrations.AlterField(
                    model_name="dossier",
                    name="submitter",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_submitted",
                        to="identity.person",
                    ),
                ),
                migrations.AlterField(
                    model_name="dossierdeadline",
                    name="dossier",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to="dossiers.dossier",
                    ),
                ),
                migrations.AlterField(
                    model_name="dossierpaper",
                    name="file",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="files.storedfile",
                    ),
                ),
                migrations.AlterField(
                    model_name="extension",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"
                    ),
                ),
                migrations.AlterField(
                    model_name="refusalnotice",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"
                    ),
                ),
                migrations.AlterField(
                    model_name="registerentry",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"
                    ),
                ),
                migrations.AlterField(
                    model_name="stopnotice",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"
                    ),
                ),
                migrations.AlterField(
                    model_name="supplementrequest",
                    name="dossier",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplement_requests",
                        to="dossiers.dossier",
                    ),
                ),
                migrations.AlterField(
                    model_name="supplementrequest",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="organisation.organisation"
                    ),
                ),
            ],
        ),
    ]
