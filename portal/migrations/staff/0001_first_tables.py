"""First tables."""

import sqlalchemy as sa
from alembic import op

from portal.foundation.database import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "grades",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("abbreviation", sa.String(length=20), nullable=False),
        sa.Column("staff_group", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint("level between 0 and 99", name=op.f("ck_grades_level_in_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grades")),
        sa.UniqueConstraint("name", name=op.f("uq_grades_name")),
    )
    op.create_table(
        "idempotent_answers",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotent_answers")),
    )
    op.create_table(
        "journal",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index("ix_journal_due", ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_event"), ["event"], unique=False)
        batch_op.create_index("ix_journal_subject", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "looked_for",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looked_for")),
        sa.UniqueConstraint("reference", name=op.f("uq_looked_for_reference")),
        sa.UniqueConstraint("words", name=op.f("uq_looked_for_words")),
    )
    op.create_table(
        "organisations",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=60), nullable=False),
        sa.Column("sector", sa.String(length=20), nullable=False),
        sa.Column("reads_policing", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint("kind in ('force', 'partner')", name=op.f("ck_organisations_kind_is_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("code", name=op.f("uq_organisations_code")),
        sa.UniqueConstraint("name", name=op.f("uq_organisations_name")),
    )
    op.create_table(
        "outbox",
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=300), nullable=False),
        sa.Column("stop", sa.String(length=300), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'sent', 'failed', 'back')", name=op.f("ck_outbox_state_is_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_due", ["state", "due_at"], unique=False)
        batch_op.create_index("ix_outbox_to", ["to", "state"], unique=False)

    op.create_table(
        "search_changes",
        sa.Column(
            "submission_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_search_changes")),
    )
    op.create_table(
        "search_pieces",
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("lexicon", sa.LargeBinary(), nullable=False),
        sa.Column("sums", sa.LargeBinary(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_pieces")),
    )
    op.create_table(
        "search_states",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("signature", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("rebuilding", sa.Boolean(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_search_states_there_is_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_states")),
    )
    op.create_table(
        "synonym_rings",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_rings")),
        sa.UniqueConstraint("reference", name=op.f("uq_synonym_rings_reference")),
    )
    op.create_table(
        "topics",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("name", name=op.f("uq_topics_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_topics_slug")),
    )
    op.create_table(
        "collections",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("for_all", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "organisation_id is not null or for_all", name=op.f("ck_collections_national_is_for_all")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_collections_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
        sa.UniqueConstraint("reference", name=op.f("uq_collections_reference")),
    )
    with op.batch_alter_table("collections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_collections_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "newsletters",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("mailed_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(state = 'draft') = (sent_on is null)", name=op.f("ck_newsletters_sent_on_a_day")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'going_out', 'sent')", name=op.f("ck_newsletters_state_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_newsletters_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletters")),
        sa.UniqueConstraint("organisation_id", "month", name=op.f("uq_newsletters_organisation_id_month")),
        sa.UniqueConstraint("reference", name=op.f("uq_newsletters_reference")),
    )
    with op.batch_alter_table("newsletters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_newsletters_state"), ["state"], unique=False)

    op.create_table(
        "seals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("facts", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["journal.sequence"], name=op.f("fk_seals_entry_journal")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_seals")),
        sa.UniqueConstraint("entry", name=op.f("uq_seals_entry")),
    )
    op.create_table(
        "search_postings",
        sa.Column(
            "piece", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.Column("posting", sa.LargeBinary(), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["piece"],
            ["search_pieces.id"],
            name=op.f("fk_search_postings_piece_search_pieces"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("piece", "word", name=op.f("pk_search_postings")),
    )
    op.create_table(
        "units",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_units_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint(
            "organisation_id", "name", "parent_id", name=op.f("uq_units_organisation_id_name_parent_id")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_units_reference")),
    )
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_units_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_units_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            "uq_units_top",
            ["organisation_id", "name"],
            unique=True,
            sqlite_where=sa.text("parent_id is null"),
            postgresql_where=sa.text("parent_id is null"),
        )

    op.create_table(
        "establishment",
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("band", sa.String(length=20), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "band in ('constable', 'supervisor', 'senior', 'pcso', 'special', 'staff', 'volunteer')",
            name=op.f("ck_establishment_band_is_known"),
        ),
        sa.CheckConstraint("headcount >= 0", name=op.f("ck_establishment_headcount_is_a_number")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_establishment_unit_id_units"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("unit_id", "band", name=op.f("pk_establishment")),
    )
    op.create_table(
        "people",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("grade_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("duty", sa.JSON(), nullable=False),
        sa.Column("mail", sa.String(length=10), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint("mail in ('daily', 'at_once', 'never')", name=op.f("ck_people_mail_is_known")),
        sa.ForeignKeyConstraint(["grade_id"], ["grades.id"], name=op.f("fk_people_grade_id_grades")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_people_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email_key", name=op.f("uq_people_email_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_people_reference")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "absences",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("deputy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("noted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "deputy_id is null or deputy_id <> person_id", name=op.f("ck_absences_deputy_is_another")
        ),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_absences_days_in_order")),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name=op.f("fk_absences_deputy_id_people")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["people.id"], name=op.f("fk_absences_noted_by_id_people")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_absences_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.UniqueConstraint("reference", name=op.f("uq_absences_reference")),
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absences_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index("ix_absences_last_day", ["last_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_absences_person_id"), ["person_id"], unique=False)

    op.create_table(
        "api_tokens",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_api_tokens_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token", name=op.f("uq_api_tokens_token")),
    )
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_tokens_person_id"), ["person_id"], unique=False)

    op.create_table(
        "configurations",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rehearsed_version", sa.Integer(), nullable=True),
        sa.Column("begun_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("published_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "state = 'draft' or number is not null", name=op.f("ck_configurations_published_is_numbered")
        ),
        sa.CheckConstraint(
            "state = 'draft' or published_at is not null", name=op.f("ck_configurations_published_is_dated")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'published', 'retired')", name=op.f("ck_configurations_state_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["people.id"], name=op.f("fk_configurations_begun_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_configurations_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["people.id"], name=op.f("fk_configurations_proposed_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["people.id"], name=op.f("fk_configurations_published_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_configurations")),
        sa.UniqueConstraint(
            "organisation_id", "number", name=op.f("uq_configurations_organisation_id_number")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_configurations_reference")),
    )
    with op.batch_alter_table("configurations", schema=None) as batch_op:
        batch_op.create_index(
            "ix_configurations_one_draft",
            ["organisation_id"],
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
        batch_op.create_index(
            "ix_configurations_one_published",
            ["organisation_id"],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "daily_mails",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_daily_mails_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_daily_mails")),
    )
    op.create_table(
        "delegations",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("route", sa.String(length=80), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_delegations_days_in_order")),
        sa.CheckConstraint("to_id <> person_id", name=op.f("ck_delegations_delegate_is_another")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_delegations_by_id_people")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_delegations_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["people.id"], name=op.f("fk_delegations_to_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
        sa.UniqueConstraint("reference", name=op.f("uq_delegations_reference")),
    )
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.create_index("ix_delegations_last_day", ["last_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegations_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegations_to_id"), ["to_id"], unique=False)

    op.create_table(
        "follows",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("search", sa.String(length=500), nullable=False),
        sa.Column("stop", sa.String(length=64), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_follows_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follows")),
        sa.UniqueConstraint("person_id", "search", name=op.f("uq_follows_person_id_search")),
        sa.UniqueConstraint("reference", name=op.f("uq_follows_reference")),
        sa.UniqueConstraint("stop", name=op.f("uq_follows_stop")),
    )
    with op.batch_alter_table("follows", schema=None) as batch_op:
        batch_op.create_index("ix_follows_search", ["search"], unique=False)

    op.create_table(
        "guardian_keys",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column("wrapped", sa.JSON(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_guardian_keys_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_keys")),
        sa.UniqueConstraint("reference", name=op.f("uq_guardian_keys_reference")),
    )
    with op.batch_alter_table("guardian_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guardian_keys_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_guardian_keys_in_use",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("retired_on is null"),
            postgresql_where=sa.text("retired_on is null"),
        )

    op.create_table(
        "headships",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_headships_person_id_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_headships_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_headships")),
        sa.UniqueConstraint("person_id", "unit_id", name=op.f("uq_headships_person_id_unit_id")),
    )
    with op.batch_alter_table("headships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_headships_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_headships_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "mail_wishes",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("stop", sa.String(length=64), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.CheckConstraint(
            "(quiet_from is null) = (quiet_until is null)", name=op.f("ck_mail_wishes_quiet_has_both_ends")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_mail_wishes_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_wishes")),
        sa.UniqueConstraint("stop", name=op.f("uq_mail_wishes_stop")),
    )
    op.create_table(
        "meetings",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("called_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("front_line", sa.Text(), nullable=False),
        sa.Column("leaders", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "not shown or (front_line <> '' and leaders <> '')", name=op.f("ck_meetings_shown_has_both_sides")
        ),
        sa.ForeignKeyConstraint(
            ["called_by_id"], ["people.id"], name=op.f("fk_meetings_called_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_meetings_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("reference", name=op.f("uq_meetings_reference")),
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_called_by_id"), ["called_by_id"], unique=False)
        batch_op.create_index("ix_meetings_day", ["organisation_id", "held_on"], unique=False)

    op.create_table(
        "outside_deciders",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("mailbox", sa.String(length=254), nullable=False),
        sa.Column("named_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["people.id"], name=op.f("fk_outside_deciders_named_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_outside_deciders_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_deciders")),
        sa.UniqueConstraint("reference", name=op.f("uq_outside_deciders_reference")),
    )
    with op.batch_alter_table("outside_deciders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outside_deciders_named_once",
            ["organisation_id", "mailbox"],
            unique=True,
            sqlite_where=sa.text("ended_on is null"),
            postgresql_where=sa.text("ended_on is null"),
        )

    op.create_table(
        "roles_asked",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "role in ('innovation-lead', 'data-sharing-officer', 'professional-standards', 'communications', 'topic-lead', 'front-line-reader', 'independent-reviewer', 'de-identification-reader', 'cover-pool', 'guardian', 'national-curator', 'organisation-administrator', 'system-administrator')",
            name=op.f("ck_roles_asked_role_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_roles_asked_asked_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_roles_asked_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles_asked")),
        sa.UniqueConstraint("person_id", "role", name=op.f("uq_roles_asked_person_id_role")),
    )
    op.create_table(
        "roles_held",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(role = 'topic-lead') = (topic <> '')", name=op.f("ck_roles_held_topic_leads_have_a_topic")
        ),
        sa.CheckConstraint(
            "role in ('innovation-lead', 'data-sharing-officer', 'professional-standards', 'communications', 'topic-lead', 'front-line-reader', 'independent-reviewer', 'de-identification-reader', 'cover-pool', 'guardian', 'national-curator', 'organisation-administrator', 'system-administrator')",
            name=op.f("ck_roles_held_role_is_known"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roles_held_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles_held")),
        sa.UniqueConstraint("person_id", "role", "topic", name=op.f("uq_roles_held_person_id_role_topic")),
    )
    with op.batch_alter_table("roles_held", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roles_held_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_roles_held_role", ["role"], unique=False)

    op.create_table(
        "shared_routes",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("route_name", sa.String(length=80), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("offered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_shared_routes_version_is_counted")),
        sa.ForeignKeyConstraint(
            ["offered_by_id"], ["people.id"], name=op.f("fk_shared_routes_offered_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_shared_routes_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_routes")),
        sa.UniqueConstraint("reference", name=op.f("uq_shared_routes_reference")),
    )
    with op.batch_alter_table("shared_routes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shared_routes_offered_once",
            ["organisation_id", "route_name"],
            unique=True,
            sqlite_where=sa.text("ended_on is null"),
            postgresql_where=sa.text("ended_on is null"),
        )

    op.create_table(
        "sign_ins",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sign_ins_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sign_ins")),
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ins_person_id"), ["person_id"], unique=False)

    op.create_table(
        "submissions",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("desk_key", sa.String(length=32), nullable=True),
        sa.Column("designation", sa.String(length=40), nullable=True),
        sa.Column("claim_mark", sa.String(length=64), nullable=True),
        sa.Column("claimed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("imported_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("updates_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("updates_version", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.String(length=30), nullable=False),
        sa.Column("sharing", sa.String(length=20), nullable=False),
        sa.Column("sent_sharing", sa.String(length=20), nullable=True),
        sa.Column("show_grade", sa.Boolean(), nullable=False),
        sa.Column("share_check", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("kept_words", sa.JSON(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("has_conflicts", sa.Boolean(), nullable=False),
        sa.Column("has_former_authors", sa.Boolean(), nullable=False),
        sa.Column("tried_before", sa.Boolean(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("left_for", sa.String(length=20), nullable=True),
        sa.Column("on_trust", sa.Boolean(), nullable=False),
        sa.Column("unread", sa.Boolean(), nullable=False),
        sa.Column("edited_because", sa.Text(), nullable=False),
        sa.Column("edits_shown", sa.Boolean(), nullable=False),
        sa.Column("summed_up", sa.Boolean(), nullable=False),
        sa.Column("differs", sa.Text(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("merged_because", sa.Text(), nullable=False),
        sa.Column("merged_on", sa.Date(), nullable=True),
        sa.Column("has_merged", sa.Boolean(), nullable=False),
        sa.Column("has_answers", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(status = 'merged') = (merged_into_id is not null)", name=op.f("ck_submissions_merged_into_one")
        ),
        sa.CheckConstraint(
            "edited_because = '' or desk_key is not null",
            name=op.f("ck_submissions_edited_without_somebody_unknown"),
        ),
        sa.CheckConstraint(
            "evidence in ('research', 'evaluated_locally', 'professional_judgement', 'untested')",
            name=op.f("ck_submissions_evidence_is_known"),
        ),
        sa.CheckConstraint(
            "left_for in ('unit', 'force', 'region', 'policing', 'public')",
            name=op.f("ck_submissions_left_for_is_known"),
        ),
        sa.CheckConstraint(
            "not listed or (status = 'declined' and updates_id is null)",
            name=op.f("ck_submissions_listed_is_declined"),
        ),
        sa.CheckConstraint(
            "not on_trust or status in ('published', 'returned')",
            name=op.f("ck_submissions_trust_is_in_library"),
        ),
        sa.CheckConstraint(
            "not unread or status <> 'published'", name=op.f("ck_submissions_published_is_read")
        ),
        sa.CheckConstraint(
            "sharing in ('unit', 'force', 'region', 'policing', 'public')",
            name=op.f("ck_submissions_sharing_is_known"),
        ),
        sa.CheckConstraint(
            "status <> 'published' or (summary <> '' and published_at is not null)",
            name=op.f("ck_submissions_published_is_complete"),
        ),
        sa.CheckConstraint(
            "status <> 'taken_up' or updates_id is not null",
            name=op.f("ck_submissions_only_updates_are_taken_up"),
        ),
        sa.CheckConstraint(
            "status <> 'waiting' or holder_id is not null", name=op.f("ck_submissions_waiting_has_a_holder")
        ),
        sa.CheckConstraint(
            "status in ('draft', 'waiting', 'returned', 'declined', 'withdrawn', 'published', 'taken_up', 'taken_out', 'merged')",
            name=op.f("ck_submissions_status_is_known"),
        ),
        sa.CheckConstraint(
            "updates_id is null or status <> 'published'", name=op.f("ck_submissions_update_is_taken_up")
        ),
        sa.CheckConstraint(
            "(claimed_by_id is null) = (claimed_on is null)", name=op.f("ck_submissions_claimed_on_a_day")
        ),
        sa.CheckConstraint(
            "(merged_into_id is null) = (merged_on is null)", name=op.f("ck_submissions_merged_on_a_day")
        ),
        sa.CheckConstraint(
            "(updates_id is null) = (updates_version is null)",
            name=op.f("ck_submissions_update_says_from_which_version"),
        ),
        sa.CheckConstraint(
            "author_id is not null or desk_key is not null or external_id is not null",
            name=op.f("ck_submissions_has_an_origin"),
        ),
        sa.CheckConstraint(
            "author_id is null or desk_key is null", name=op.f("ck_submissions_anonymous_has_no_author")
        ),
        sa.CheckConstraint(
            "claim_mark is null or desk_key is not null", name=op.f("ck_submissions_claimable_is_anonymous")
        ),
        sa.CheckConstraint(
            "claimed_by_id is null or claim_mark is not null", name=op.f("ck_submissions_claimed_had_a_mark")
        ),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_submissions_merged_into_another")),
        sa.CheckConstraint(
            "not confidential or desk_key is not null",
            name=op.f("ck_submissions_confidential_came_over_the_desk"),
        ),
        sa.CheckConstraint("not listed or left_for is not null", name=op.f("ck_submissions_listed_is_left")),
        sa.CheckConstraint(
            "not on_trust or author_id is not null", name=op.f("ck_submissions_trust_is_in_somebody")
        ),
        sa.CheckConstraint(
            "not unread or desk_key is not null", name=op.f("ck_submissions_only_anonymous_is_unread")
        ),
        sa.CheckConstraint(
            "updates_id is null or author_id is not null", name=op.f("ck_submissions_update_has_an_author")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_submissions_author_id_people")),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["people.id"], name=op.f("fk_submissions_claimed_by_id_people")
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["people.id"], name=op.f("fk_submissions_holder_id_people")),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["people.id"], name=op.f("fk_submissions_imported_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["submissions.id"], name=op.f("fk_submissions_merged_into_id_submissions")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_submissions_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_submissions_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["updates_id"], ["submissions.id"], name=op.f("fk_submissions_updates_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("claim_mark", name=op.f("uq_submissions_claim_mark")),
        sa.UniqueConstraint("desk_key", name=op.f("uq_submissions_desk_key")),
        sa.UniqueConstraint(
            "organisation_id",
            "kind",
            "external_id",
            name=op.f("uq_submissions_organisation_id_kind_external_id"),
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_submissions_reference")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submissions_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submissions_claimed_by_id"), ["claimed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submissions_designation"), ["designation"], unique=False)
        batch_op.create_index(batch_op.f("ix_submissions_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submissions_imported_by_id"), ["imported_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submissions_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(
            "ix_submissions_on_trust",
            ["status"],
            unique=False,
            sqlite_where=sa.text("on_trust = 1"),
            postgresql_where=sa.text("on_trust"),
        )
        batch_op.create_index(
            "ix_submissions_one_update",
            ["updates_id"],
            unique=True,
            sqlite_where=sa.text("status in ('draft', 'waiting', 'returned', 'declined')"),
            postgresql_where=sa.text("status in ('draft', 'waiting', 'returned', 'declined')"),
        )
        batch_op.create_index(
            "ix_submissions_queue",
            [
                "organisation_id",
                "status",
                "unread",
                "on_trust",
                "author_id",
                "desk_key",
                "begun_on",
                "kind",
                "holder_id",
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_submissions_unread",
            ["organisation_id", "kind", "status", "on_trust"],
            unique=False,
            sqlite_where=sa.text("unread = 1"),
            postgresql_where=sa.text("unread"),
        )

    op.create_table(
        "wants",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("search", sa.String(length=500), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("shown", sa.String(length=20), nullable=False),
        sa.Column("to_all", sa.Boolean(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("settled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(state = 'open') = (settled_by_id is null)", name=op.f("ck_wants_settled_by_somebody")
        ),
        sa.CheckConstraint("shown in ('name', 'organisation')", name=op.f("ck_wants_shown_is_known")),
        sa.CheckConstraint("state <> 'closed' or said <> ''", name=op.f("ck_wants_closed_with_a_reason")),
        sa.CheckConstraint("state in ('open', 'answered', 'closed')", name=op.f("ck_wants_state_is_known")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_wants_asked_by_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_wants_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["settled_by_id"], ["people.id"], name=op.f("fk_wants_settled_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wants")),
        sa.UniqueConstraint("reference", name=op.f("uq_wants_reference")),
    )
    with op.batch_alter_table("wants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wants_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wants_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_wants_state", ["state"], unique=False)

    op.create_table(
        "adoptions",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("passed_on", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_by_id is null)", name=op.f("ck_adoptions_decided_by_somebody")
        ),
        sa.CheckConstraint("how <> 'adapted' or changed <> ''", name=op.f("ck_adoptions_adapted_says_what")),
        sa.CheckConstraint("how <> 'stopped' or note <> ''", name=op.f("ck_adoptions_stopped_with_a_reason")),
        sa.CheckConstraint(
            "how in ('adopted', 'adapted', 'tried', 'stopped')", name=op.f("ck_adoptions_how_is_known")
        ),
        sa.CheckConstraint(
            "result = '' or result in ('worked', 'did_not', 'mixed', 'too_early')",
            name=op.f("ck_adoptions_result_is_known"),
        ),
        sa.CheckConstraint(
            "state <> 'refused' or reason <> ''", name=op.f("ck_adoptions_refused_with_a_reason")
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'confirmed', 'refused')", name=op.f("ck_adoptions_state_is_known")
        ),
        sa.CheckConstraint(
            "(decided_by_id is null) = (decided_on is null)", name=op.f("ck_adoptions_decided_on_a_day")
        ),
        sa.CheckConstraint("decided_by_id <> noted_by_id", name=op.f("ck_adoptions_confirmed_by_another")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_adoptions_decided_by_id_people")
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["people.id"], name=op.f("fk_adoptions_holder_id_people")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["people.id"], name=op.f("fk_adoptions_noted_by_id_people")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_adoptions_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_adoptions_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_adoptions_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
        sa.UniqueConstraint("reference", name=op.f("uq_adoptions_reference")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_adoptions_submission_id_number")),
    )
    with op.batch_alter_table("adoptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adoptions_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_adoptions_noted_by_id"), ["noted_by_id"], unique=False)

    op.create_table(
        "agenda_entries",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("want_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(decided_on is null) = (decision = '')", name=op.f("ck_agenda_entries_decided_on_a_day")
        ),
        sa.CheckConstraint(
            "(submission_id is null) <> (want_id is null)", name=op.f("ck_agenda_entries_is_about_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
            name=op.f("fk_agenda_entries_meeting_id_meetings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_agenda_entries_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["want_id"], ["wants.id"], name=op.f("fk_agenda_entries_want_id_wants"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_entries")),
        sa.UniqueConstraint(
            "meeting_id", "submission_id", name=op.f("uq_agenda_entries_meeting_id_submission_id")
        ),
        sa.UniqueConstraint("meeting_id", "want_id", name=op.f("uq_agenda_entries_meeting_id_want_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_agenda_entries_reference")),
    )
    with op.batch_alter_table("agenda_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_entries_submission_id"), ["submission_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_entries_want_id"), ["want_id"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("stored_as", sa.String(length=80), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("taken_off", sa.Boolean(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_attachments_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("reference", name=op.f("uq_attachments_reference")),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "co_authors",
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_co_authors_person_id_people")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_co_authors_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", "person_id", name=op.f("pk_co_authors")),
    )
    with op.batch_alter_table("co_authors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_co_authors_person_id"), ["person_id"], unique=False)

    op.create_table(
        "conflicts",
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_conflicts_by_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_conflicts_person_id_people")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_conflicts_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint("submission_id", "person_id", name=op.f("uq_conflicts_submission_id_person_id")),
    )
    with op.batch_alter_table("conflicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflicts_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflicts_person_id"), ["person_id"], unique=False)

    op.create_table(
        "envelopes",
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("pairs", sa.JSON(), nullable=False),
        sa.Column("destroy", sa.String(length=20), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "destroy in ('at closure', 'after a year')", name=op.f("ck_envelopes_destroy_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_envelopes_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelopes")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_envelopes_submission_id")),
    )
    op.create_table(
        "former_authors",
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_former_authors_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_former_authors_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", "person_id", name=op.f("pk_former_authors")),
    )
    with op.batch_alter_table("former_authors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_authors_person_id"), ["person_id"], unique=False)

    op.create_table(
        "gathered",
        sa.Column("collection_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.id"],
            name=op.f("fk_gathered_collection_id_collections"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_gathered_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("collection_id", "submission_id", name=op.f("pk_gathered")),
    )
    with op.batch_alter_table("gathered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gathered_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "implementations",
        sa.Column(
            "submission_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("owner_role", sa.String(length=40), nullable=False),
        sa.Column("owner_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sponsor_role", sa.String(length=40), nullable=False),
        sa.Column("sponsor_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("expected_benefit", sa.String(length=20), nullable=False),
        sa.Column("expected_cost", sa.String(length=20), nullable=False),
        sa.Column("actual_benefit", sa.String(length=20), nullable=False),
        sa.Column("actual_cost", sa.String(length=20), nullable=False),
        sa.Column("blockers", sa.Text(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("chase_on", sa.Date(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("passed_on", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "actual_benefit = '' or actual_benefit in ('none', 'few', 'unit', 'organisation', 'not_known')",
            name=op.f("ck_implementations_actual_benefit_is_a_band"),
        ),
        sa.CheckConstraint(
            "actual_cost = '' or actual_cost in ('none', 'under_1k', '1k_10k', '10k_100k', 'over_100k', 'not_known')",
            name=op.f("ck_implementations_actual_cost_is_a_band"),
        ),
        sa.CheckConstraint(
            "expected_benefit = '' or expected_benefit in ('none', 'few', 'unit', 'organisation', 'not_known')",
            name=op.f("ck_implementations_expected_benefit_is_a_band"),
        ),
        sa.CheckConstraint(
            "expected_cost = '' or expected_cost in ('none', 'under_1k', '1k_10k', '10k_100k', 'over_100k', 'not_known')",
            name=op.f("ck_implementations_expected_cost_is_a_band"),
        ),
        sa.CheckConstraint(
            "owner_role in ('innovation-lead', 'data-sharing-officer', 'professional-standards', 'communications', 'topic-lead')",
            name=op.f("ck_implementations_owner_role_is_known"),
        ),
        sa.CheckConstraint(
            "sponsor_role = '' or sponsor_role in ('innovation-lead', 'data-sharing-officer', 'professional-standards', 'communications', 'topic-lead')",
            name=op.f("ck_implementations_sponsor_role_is_known"),
        ),
        sa.CheckConstraint(
            "not passed_on or asked_on is not null", name=op.f("ck_implementations_passed_on_was_asked")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["people.id"], name=op.f("fk_implementations_holder_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["owner_unit_id"],
            ["units.id"],
            name=op.f("fk_implementations_owner_unit_id_units"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_unit_id"],
            ["units.id"],
            name=op.f("fk_implementations_sponsor_unit_id_units"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_implementations_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_implementations")),
    )
    with op.batch_alter_table("implementations", schema=None) as batch_op:
        batch_op.create_index("ix_implementations_asked", ["asked_on"], unique=False)
        batch_op.create_index("ix_implementations_chase", ["chase_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_implementations_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_implementations_owner_unit_id"), ["owner_unit_id"], unique=False)

    op.create_table(
        "keepings",
        sa.Column(
            "submission_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deputy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_for", sa.Date(), nullable=True),
        sa.Column("ask_on", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("retired_because", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(retired_on is null) = (retired_because = '')", name=op.f("ck_keepings_retired_with_a_reason")
        ),
        sa.CheckConstraint(
            "(asked_for is null) = (ask_on is null)", name=op.f("ck_keepings_asked_for_a_day")
        ),
        sa.CheckConstraint(
            "months is null or months between 1 and 60", name=op.f("ck_keepings_months_in_range")
        ),
        sa.CheckConstraint(
            "successor_id is null or retired_on is not null",
            name=op.f("ck_keepings_only_retired_is_succeeded"),
        ),
        sa.CheckConstraint(
            "successor_id is null or successor_id <> submission_id",
            name=op.f("ck_keepings_successor_is_another"),
        ),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name=op.f("fk_keepings_deputy_id_people")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_keepings_owner_id_people")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_keepings_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["submissions.id"],
            name=op.f("fk_keepings_successor_id_submissions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_keepings")),
    )
    with op.batch_alter_table("keepings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_keepings_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_keepings_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_keepings_successor_id"), ["successor_id"], unique=False)

    op.create_table(
        "messages",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(audience = 'role') = (role <> '')", name=op.f("ck_messages_role_where_one_is_meant")
        ),
        sa.CheckConstraint(
            "(audience = 'unit') = (unit_id is not null)", name=op.f("ck_messages_unit_where_one_is_meant")
        ),
        sa.CheckConstraint(
            "audience in ('organisation', 'unit', 'heads', 'role')",
            name=op.f("ck_messages_audience_is_known"),
        ),
        sa.CheckConstraint("link = '' or submission_id is null", name=op.f("ck_messages_leads_to_one_place")),
        sa.CheckConstraint("sent_on <= expires_on", name=op.f("ck_messages_days_in_order")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_messages_by_id_people")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_messages_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_messages_submission_id_submissions"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_messages_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("reference", name=op.f("uq_messages_reference")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_by_id"), ["by_id"], unique=False)
        batch_op.create_index("ix_messages_now", ["organisation_id", "expires_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "muted",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "submission_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_muted_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_muted_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "submission_id", name=op.f("pk_muted")),
    )
    with op.batch_alter_table("muted", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_muted_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "newsletter_entries",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("newsletter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "section in ('new', 'used', 'learnt', 'did_not', 'elsewhere', 'wanted')",
            name=op.f("ck_newsletter_entries_section_is_known"),
        ),
        sa.CheckConstraint(
            "submission_id is not null or note <> ''", name=op.f("ck_newsletter_entries_says_something")
        ),
        sa.ForeignKeyConstraint(
            ["newsletter_id"],
            ["newsletters.id"],
            name=op.f("fk_newsletter_entries_newsletter_id_newsletters"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_newsletter_entries_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_entries")),
        sa.UniqueConstraint(
            "newsletter_id", "submission_id", name=op.f("uq_newsletter_entries_newsletter_id_submission_id")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_newsletter_entries_reference")),
    )
    with op.batch_alter_table("newsletter_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_newsletter_entries_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "notices",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("followed", sa.String(length=500), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("mail_from", Moment(), nullable=True),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "kind in ('own', 'questions', 'to_decide', 'kept', 'followed', 'wanted', 'other', 'newsletter')",
            name=op.f("ck_notices_kind_is_known"),
        ),
        sa.ForeignKeyConstraint(["entry"], ["journal.sequence"], name=op.f("fk_notices_entry_journal")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_notices_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_notices_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("person_id", "entry", name=op.f("uq_notices_person_id_entry")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_about", ["submission_id"], unique=False)
        batch_op.create_index("ix_notices_mail", ["mail_from"], unique=False)
        batch_op.create_index("ix_notices_new", ["person_id", "seen"], unique=False)

    op.create_table(
        "openings",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("of_author", sa.Boolean(), nullable=False),
        sa.Column("key_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("peeled", sa.Text(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(peeled <> '') = (state = 'approved')", name=op.f("ck_openings_peeled_while_approved")
        ),
        sa.CheckConstraint(
            "ground in ('safeguarding', 'author', 'law', 'wrongdoing')",
            name=op.f("ck_openings_ground_is_known"),
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'approved', 'refused', 'read', 'ended')",
            name=op.f("ck_openings_state_is_known"),
        ),
        sa.CheckConstraint(
            "answered_by_id is null or answered_by_id <> asked_by_id", name=op.f("ck_openings_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people.id"], name=op.f("fk_openings_answered_by_id_people")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_openings_asked_by_id_people")),
        sa.ForeignKeyConstraint(
            ["key_id"], ["guardian_keys.id"], name=op.f("fk_openings_key_id_guardian_keys")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_openings_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
        sa.UniqueConstraint("reference", name=op.f("uq_openings_reference")),
    )
    with op.batch_alter_table("openings", schema=None) as batch_op:
        batch_op.create_index("ix_openings_submission", ["submission_id"], unique=False)

    op.create_table(
        "outcomes",
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "result = '' or result in ('worked', 'did_not', 'mixed', 'too_early')",
            name=op.f("ck_outcomes_result_is_known"),
        ),
        sa.CheckConstraint(
            "state in ('planned', 'under_way', 'piloted', 'in_use', 'done', 'not_taken_forward', 'stopped')",
            name=op.f("ck_outcomes_state_is_known"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_outcomes_by_id_people")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_outcomes_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
    )
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcomes_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "passages",
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("configuration_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("route", sa.String(length=80), nullable=False),
        sa.Column("right_of_way", sa.Boolean(), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.Column("on_trust", sa.Boolean(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["configuration_id"],
            ["configurations.id"],
            name=op.f("fk_passages_configuration_id_configurations"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_passages_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.UniqueConstraint("submission_id", "round", name=op.f("uq_passages_submission_id_round")),
    )
    with op.batch_alter_table("passages", schema=None) as batch_op:
        batch_op.create_index("ix_passages_route", ["configuration_id", "route"], unique=False)

    op.create_table(
        "promises",
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("acknowledged_days", sa.Integer(), nullable=False),
        sa.Column("answered_days", sa.Integer(), nullable=False),
        sa.Column("decided_days", sa.Integer(), nullable=False),
        sa.Column("acknowledged_due", sa.Date(), nullable=False),
        sa.Column("answered_due", sa.Date(), nullable=False),
        sa.Column("decided_due", sa.Date(), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("next_part", sa.String(length=20), nullable=False),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("warned_for", sa.Date(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint("(next_part = '') = (next_due is null)", name=op.f("ck_promises_next_has_a_day")),
        sa.CheckConstraint(
            "next_part = '' or next_part in ('acknowledged', 'answered', 'decided')",
            name=op.f("ck_promises_part_is_known"),
        ),
        sa.CheckConstraint(
            "ended_on is null or next_due is null", name=op.f("ck_promises_ended_waits_for_nothing")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_promises_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_promises_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_promises_submission_id_number")),
    )
    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.create_index("ix_promises_begun", ["organisation_id", "begun_on"], unique=False)
        batch_op.create_index("ix_promises_next", ["organisation_id", "next_due"], unique=False)

    op.create_table(
        "publications",
        sa.Column(
            "submission_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=80), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("marker", sa.String(length=30), nullable=False),
        sa.Column("cost", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("organisation_name", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=60), nullable=False),
        sa.Column("sector", sa.String(length=20), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.String(length=30), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_publications_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_publications")),
        sa.UniqueConstraint("reference", name=op.f("uq_publications_reference")),
    )
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.create_index("ix_publications_newest", ["published_on"], unique=False)
        batch_op.create_index("ix_publications_review", ["review_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_publications_visibility"), ["visibility"], unique=False)

    op.create_table(
        "questions",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("before_publication", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_questions_asked_by_id_people")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_questions_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("reference", name=op.f("uq_questions_reference")),
    )
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questions_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_questions_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "same_questions",
        sa.Column(
            "first_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "second_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_same_questions_told_once")),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["submissions.id"],
            name=op.f("fk_same_questions_first_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["submissions.id"],
            name=op.f("fk_same_questions_second_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_same_questions")),
    )
    with op.batch_alter_table("same_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_same_questions_second_id"), ["second_id"], unique=False)

    op.create_table(
        "steps",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("decider", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("of_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lowest", sa.Integer(), nullable=False),
        sa.Column("highest", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("limit_days", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("veto", sa.Boolean(), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("verifies", sa.Boolean(), nullable=False),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("guidance", sa.Text(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("handed_on", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("asked_role", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("escalations", sa.Integer(), nullable=False),
        sa.Column("skipped_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("taken_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("edit", sa.JSON(), nullable=False),
        sa.Column("edit_until", sa.Date(), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "decider in ('unit_head', 'head_above', 'head_of', 'role', 'person')",
            name=op.f("ck_steps_decider_is_known"),
        ),
        sa.CheckConstraint("state <> 'lapsed' or optional", name=op.f("ck_steps_only_optional_lapses")),
        sa.CheckConstraint(
            "state <> 'open' or (holder_id is not null and opened_at is not null)",
            name=op.f("ck_steps_open_is_held"),
        ),
        sa.CheckConstraint(
            "state in ('ahead', 'open', 'approved', 'returned', 'declined', 'closed', 'spared', 'lapsed', 'skipped')",
            name=op.f("ck_steps_state_is_known"),
        ),
        sa.CheckConstraint("needed >= 1", name=op.f("ck_steps_somebody_must_approve")),
        sa.ForeignKeyConstraint(["holder_id"], ["people.id"], name=op.f("fk_steps_holder_id_people")),
        sa.ForeignKeyConstraint(["of_unit_id"], ["units.id"], name=op.f("fk_steps_of_unit_id_units")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_steps_person_id_people")),
        sa.ForeignKeyConstraint(["skipped_by_id"], ["people.id"], name=op.f("fk_steps_skipped_by_id_people")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_steps_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["taken_by_id"], ["people.id"], name=op.f("fk_steps_taken_by_id_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_steps_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps")),
        sa.UniqueConstraint("reference", name=op.f("uq_steps_reference")),
        sa.UniqueConstraint(
            "submission_id", "round", "stage", "seat", name=op.f("uq_steps_submission_id_round_stage_seat")
        ),
    )
    with op.batch_alter_table("steps", schema=None) as batch_op:
        batch_op.create_index("ix_steps_held", ["holder_id", "state", "due_on", "reference"], unique=False)
        batch_op.create_index(
            "ix_steps_of",
            [
                "submission_id",
                "state",
                "due_on",
                "escalations",
                "opened_at",
                "limit_days",
                "stage",
                "seat",
                "name",
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_steps_open",
            [
                "due_on",
                "reference",
                "holder_id",
                "handed_on",
                "unit_id",
                "asked_role",
                "lowest",
                "highest",
                "submission_id",
                "round",
                "stage",
                "four_eyes",
            ],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_steps_skipped",
            ["skipped_by_id", "submission_id"],
            unique=False,
            sqlite_where=sa.text("skipped_by_id is not null"),
            postgresql_where=sa.text("skipped_by_id is not null"),
        )
        batch_op.create_index(
            "ix_steps_taken",
            ["taken_by_id", "submission_id"],
            unique=False,
            sqlite_where=sa.text("taken_by_id is not null"),
            postgresql_where=sa.text("taken_by_id is not null"),
        )

    op.create_table(
        "submission_topics",
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_submission_topics_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_submission_topics_topic_id_topics")
        ),
        sa.PrimaryKeyConstraint("submission_id", "topic_id", name=op.f("pk_submission_topics")),
    )
    with op.batch_alter_table("submission_topics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_topics_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "thanks",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_thanks_says_something")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_thanks_by_id_people")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_thanks_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_thanks_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
        sa.UniqueConstraint("reference", name=op.f("uq_thanks_reference")),
        sa.UniqueConstraint("submission_id", "by_id", name=op.f("uq_thanks_submission_id_by_id")),
    )
    with op.batch_alter_table("thanks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thanks_by_id"), ["by_id"], unique=False)

    op.create_table(
        "uses",
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint("kind <> 'did_not_fit' or reason <> ''", name=op.f("ck_uses_misfit_has_a_reason")),
        sa.CheckConstraint("kind in ('useful', 'used', 'did_not_fit')", name=op.f("ck_uses_kind_is_known")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_uses_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_uses_person_id_people")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_uses_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uses")),
        sa.UniqueConstraint(
            "submission_id", "person_id", "kind", name=op.f("uq_uses_submission_id_person_id_kind")
        ),
    )
    with op.batch_alter_table("uses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uses_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_uses_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "versions",
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("sheet", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_versions_by_id_people")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_versions_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_versions_submission_id_number")),
    )
    op.create_table(
        "agreed_actions",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("owner_role", sa.String(length=40), nullable=False),
        sa.Column("owner_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("passed_on", sa.Boolean(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(state = 'open') = (said_on is null)", name=op.f("ck_agreed_actions_ended_on_a_day")
        ),
        sa.CheckConstraint(
            "owner_role in ('innovation-lead', 'data-sharing-officer', 'professional-standards', 'communications', 'topic-lead')",
            name=op.f("ck_agreed_actions_owner_role_is_known"),
        ),
        sa.CheckConstraint(
            "state <> 'dropped' or said <> ''", name=op.f("ck_agreed_actions_dropped_with_a_reason")
        ),
        sa.CheckConstraint(
            "state in ('open', 'done', 'dropped')", name=op.f("ck_agreed_actions_state_is_known")
        ),
        sa.CheckConstraint(
            "not passed_on or asked_on is not null", name=op.f("ck_agreed_actions_passed_on_was_asked")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["agenda_entries.id"],
            name=op.f("fk_agreed_actions_entry_id_agenda_entries"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["people.id"], name=op.f("fk_agreed_actions_holder_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
            name=op.f("fk_agreed_actions_meeting_id_meetings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_unit_id"],
            ["units.id"],
            name=op.f("fk_agreed_actions_owner_unit_id_units"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_actions")),
        sa.UniqueConstraint("reference", name=op.f("uq_agreed_actions_reference")),
    )
    with op.batch_alter_table("agreed_actions", schema=None) as batch_op:
        batch_op.create_index("ix_agreed_actions_due", ["state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreed_actions_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreed_actions_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreed_actions_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "answers",
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_answers_by_id_people")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_answers_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_question_id"), ["question_id"], unique=False)

    op.create_table(
        "message_counts",
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("said", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint("said in ('understood', 'used')", name=op.f("ck_message_counts_said_is_known")),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_message_counts_message_id_messages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_counts")),
        sa.UniqueConstraint("message_id", "said", "day", name=op.f("uq_message_counts_message_id_said_day")),
    )
    op.create_table(
        "message_marks",
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_message_marks_message_id_messages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_marks")),
        sa.UniqueConstraint("message_id", "mark", name=op.f("uq_message_marks_message_id_mark")),
    )
    op.create_table(
        "message_questions",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(answer = '') = (answered_on is null)", name=op.f("ck_message_questions_answered_on_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_message_questions_asked_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_message_questions_message_id_messages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_questions")),
        sa.UniqueConstraint("reference", name=op.f("uq_message_questions_reference")),
    )
    with op.batch_alter_table("message_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_questions_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_questions_message_id"), ["message_id"], unique=False)

    op.create_table(
        "milestones",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("said_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(done_on is null) = (said_by_id is null)", name=op.f("ck_milestones_done_was_said_by_somebody")
        ),
        sa.ForeignKeyConstraint(["said_by_id"], ["people.id"], name=op.f("fk_milestones_said_by_id_people")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["implementations.submission_id"],
            name=op.f("fk_milestones_submission_id_implementations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sa.UniqueConstraint("reference", name=op.f("uq_milestones_reference")),
    )
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestones_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "opinions",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("step_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(answered_at is null) = (answer = '')", name=op.f("ck_opinions_answered_in_words")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_opinions_asked_by_id_people")),
        sa.ForeignKeyConstraint(["of_id"], ["people.id"], name=op.f("fk_opinions_of_id_people")),
        sa.ForeignKeyConstraint(
            ["step_id"], ["steps.id"], name=op.f("fk_opinions_step_id_steps"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
        sa.UniqueConstraint("reference", name=op.f("uq_opinions_reference")),
        sa.UniqueConstraint("step_id", "of_id", name=op.f("uq_opinions_step_id_of_id")),
    )
    with op.batch_alter_table("opinions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinions_of_id"), ["of_id"], unique=False)

    op.create_table(
        "outside_askings",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("step_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("code_by", sa.String(length=10), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("code_until", Moment(), nullable=True),
        sa.Column("codes", sa.Integer(), nullable=False),
        sa.Column("code_at", Moment(), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("browser_until", Moment(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (why is not null)", name=op.f("ck_outside_askings_closed_says_why")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at is null)", name=op.f("ck_outside_askings_open_has_not_ended")
        ),
        sa.CheckConstraint("code_by in ('told', 'mailed')", name=op.f("ck_outside_askings_code_by_is_known")),
        sa.CheckConstraint(
            "state in ('open', 'used', 'closed')", name=op.f("ck_outside_askings_state_is_known")
        ),
        sa.CheckConstraint(
            "why in ('expired', 'withdrawn', 'wrong_codes', 'switched_off', 'naming_ended', 'decided_inside', 'moved_on', 'text_changed', 'barred')",
            name=op.f("ck_outside_askings_why_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_outside_askings_asked_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["decider_id"],
            ["outside_deciders.id"],
            name=op.f("fk_outside_askings_decider_id_outside_deciders"),
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["steps.id"], name=op.f("fk_outside_askings_step_id_steps"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_askings")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_outside_askings_key_hash")),
        sa.UniqueConstraint("reference", name=op.f("uq_outside_askings_reference")),
    )
    with op.batch_alter_table("outside_askings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outside_askings_decider_id"), ["decider_id"], unique=False)
        batch_op.create_index(
            "ix_outside_askings_one_open",
            ["step_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index("ix_outside_askings_state", ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_outside_askings_step_id"), ["step_id"], unique=False)

    op.create_table(
        "verdicts",
        sa.Column("step_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sharing", sa.String(length=20), nullable=True),
        sa.Column("ticked", sa.JSON(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("outside_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "sharing in ('unit', 'force', 'region', 'policing', 'public')",
            name=op.f("ck_verdicts_sharing_is_known"),
        ),
        sa.CheckConstraint(
            "verdict = 'approve' or reason <> ''", name=op.f("ck_verdicts_refusal_has_a_reason")
        ),
        sa.CheckConstraint(
            "verdict = 'approve' or sharing is null", name=op.f("ck_verdicts_only_approval_narrows")
        ),
        sa.CheckConstraint(
            "verdict in ('approve', 'return', 'decline')", name=op.f("ck_verdicts_verdict_is_known")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_verdicts_by_id_people")),
        sa.ForeignKeyConstraint(
            ["outside_id"], ["outside_deciders.id"], name=op.f("fk_verdicts_outside_id_outside_deciders")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["steps.id"], name=op.f("fk_verdicts_step_id_steps"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
    )
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdicts_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_verdicts_step_id"), ["step_id"], unique=False)

    op.create_table(
        "talks",
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("want_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("enough", sa.Boolean(), nullable=False),
        sa.Column("deputy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("accepted_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("asked_back_on", sa.Date(), nullable=True),
        sa.Column("routed_on", sa.Date(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(question_id is null) <> (want_id is null)", name=op.f("ck_talks_one_thing_asked")
        ),
        sa.ForeignKeyConstraint(
            ["accepted_id"], ["answers.id"], name=op.f("fk_talks_accepted_id_answers"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name=op.f("fk_talks_deputy_id_people")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_talks_question_id_questions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["want_id"], ["wants.id"], name=op.f("fk_talks_want_id_wants"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
        sa.UniqueConstraint("question_id", name=op.f("uq_talks_question_id")),
        sa.UniqueConstraint("want_id", name=op.f("uq_talks_want_id")),
    )
    with op.batch_alter_table("talks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talks_deputy_id"), ["deputy_id"], unique=False)

    op.create_table(
        "remarks",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("talk_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("want_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=15), nullable=False),
        sa.Column("hidden_reason", sa.String(length=20), nullable=False),
        sa.Column("hidden_words", sa.Text(), nullable=False),
        sa.Column("hidden_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("heard_words", sa.Text(), nullable=False),
        sa.Column("heard_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(sort = 'answer') = (talk_id is not null)", name=op.f("ck_remarks_answers_something")
        ),
        sa.CheckConstraint(
            "(state in ('hidden', 'appealed', 'stays_hidden', 'shown_again')) = (hidden_by_id is not null)",
            name=op.f("ck_remarks_hidden_by_somebody"),
        ),
        sa.CheckConstraint(
            "heard_by_id is null or heard_words <> ''", name=op.f("ck_remarks_heard_with_a_reason")
        ),
        sa.CheckConstraint(
            "hidden_by_id is null or (hidden_words <> '' and hidden_reason <> '')",
            name=op.f("ck_remarks_hidden_with_a_reason"),
        ),
        sa.CheckConstraint(
            "hidden_reason = '' or hidden_reason in ('identifies', 'operational', 'unkind', 'beside_the_point', 'other')",
            name=op.f("ck_remarks_reason_is_known"),
        ),
        sa.CheckConstraint("sort in ('answer', 'comment')", name=op.f("ck_remarks_sort_is_known")),
        sa.CheckConstraint(
            "state in ('shown', 'hidden', 'appealed', 'stays_hidden', 'shown_again')",
            name=op.f("ck_remarks_state_is_known"),
        ),
        sa.CheckConstraint(
            "(submission_id is null) <> (want_id is null)", name=op.f("ck_remarks_about_one_thing")
        ),
        sa.CheckConstraint("heard_by_id <> hidden_by_id", name=op.f("ck_remarks_heard_by_another")),
        sa.CheckConstraint("hidden_by_id <> by_id", name=op.f("ck_remarks_hidden_by_another")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_remarks_by_id_people")),
        sa.ForeignKeyConstraint(["heard_by_id"], ["people.id"], name=op.f("fk_remarks_heard_by_id_people")),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["people.id"], name=op.f("fk_remarks_hidden_by_id_people")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_remarks_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_remarks_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talks.id"], name=op.f("fk_remarks_talk_id_talks"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["want_id"], ["wants.id"], name=op.f("fk_remarks_want_id_wants"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
        sa.UniqueConstraint("reference", name=op.f("uq_remarks_reference")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_remarks_submission_id_number")),
        sa.UniqueConstraint("want_id", "number", name=op.f("uq_remarks_want_id_number")),
    )
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remarks_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remarks_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_remarks_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "reports",
        sa.Column("remark_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "reason in ('identifies', 'operational', 'unkind', 'beside_the_point', 'other')",
            name=op.f("ck_reports_reason_is_known"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_reports_by_id_people")),
        sa.ForeignKeyConstraint(
            ["remark_id"], ["remarks.id"], name=op.f("fk_reports_remark_id_remarks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("remark_id", "by_id", name=op.f("uq_reports_remark_id_by_id")),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reports_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_settled"), ["settled"], unique=False)

    op.create_table(
        "same_here",
        sa.Column("talk_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("remark_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint(
            "(talk_id is null) <> (remark_id is null)", name=op.f("ck_same_here_of_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_same_here_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["remark_id"], ["remarks.id"], name=op.f("fk_same_here_remark_id_remarks"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talks.id"], name=op.f("fk_same_here_talk_id_talks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_same_here")),
        sa.UniqueConstraint("remark_id", "person_id", name=op.f("uq_same_here_remark_id_person_id")),
        sa.UniqueConstraint("talk_id", "person_id", name=op.f("uq_same_here_talk_id_person_id")),
    )
    with op.batch_alter_table("same_here", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_same_here_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("same_here", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_same_here_person_id"))

    op.drop_table("same_here")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_settled"))
        batch_op.drop_index(batch_op.f("ix_reports_by_id"))

    op.drop_table("reports")
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remarks_talk_id"))
        batch_op.drop_index(batch_op.f("ix_remarks_state"))
        batch_op.drop_index(batch_op.f("ix_remarks_by_id"))

    op.drop_table("remarks")
    with op.batch_alter_table("talks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talks_deputy_id"))

    op.drop_table("talks")
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verdicts_step_id"))
        batch_op.drop_index(batch_op.f("ix_verdicts_by_id"))

    op.drop_table("verdicts")
    with op.batch_alter_table("outside_askings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outside_askings_step_id"))
        batch_op.drop_index("ix_outside_askings_state")
        batch_op.drop_index(
            "ix_outside_askings_one_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_outside_askings_decider_id"))

    op.drop_table("outside_askings")
    with op.batch_alter_table("opinions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opinions_of_id"))

    op.drop_table("opinions")
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestones_submission_id"))

    op.drop_table("milestones")
    with op.batch_alter_table("message_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_questions_message_id"))
        batch_op.drop_index(batch_op.f("ix_message_questions_asked_by_id"))

    op.drop_table("message_questions")
    op.drop_table("message_marks")
    op.drop_table("message_counts")
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answers_question_id"))

    op.drop_table("answers")
    with op.batch_alter_table("agreed_actions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreed_actions_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_agreed_actions_holder_id"))
        batch_op.drop_index(batch_op.f("ix_agreed_actions_entry_id"))
        batch_op.drop_index("ix_agreed_actions_due")

    op.drop_table("agreed_actions")
    op.drop_table("versions")
    with op.batch_alter_table("uses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_uses_submission_id"))
        batch_op.drop_index(batch_op.f("ix_uses_person_id"))

    op.drop_table("uses")
    with op.batch_alter_table("thanks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thanks_by_id"))

    op.drop_table("thanks")
    with op.batch_alter_table("submission_topics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_topics_topic_id"))

    op.drop_table("submission_topics")
    with op.batch_alter_table("steps", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_steps_taken",
            sqlite_where=sa.text("taken_by_id is not null"),
            postgresql_where=sa.text("taken_by_id is not null"),
        )
        batch_op.drop_index(
            "ix_steps_skipped",
            sqlite_where=sa.text("skipped_by_id is not null"),
            postgresql_where=sa.text("skipped_by_id is not null"),
        )
        batch_op.drop_index(
            "ix_steps_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_steps_of")
        batch_op.drop_index("ix_steps_held")

    op.drop_table("steps")
    with op.batch_alter_table("same_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_same_questions_second_id"))

    op.drop_table("same_questions")
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_questions_submission_id"))
        batch_op.drop_index(batch_op.f("ix_questions_asked_by_id"))

    op.drop_table("questions")
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publications_visibility"))
        batch_op.drop_index("ix_publications_review")
        batch_op.drop_index("ix_publications_newest")

    op.drop_table("publications")
    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.drop_index("ix_promises_next")
        batch_op.drop_index("ix_promises_begun")

    op.drop_table("promises")
    with op.batch_alter_table("passages", schema=None) as batch_op:
        batch_op.drop_index("ix_passages_route")

    op.drop_table("passages")
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_submission_id"))

    op.drop_table("outcomes")
    with op.batch_alter_table("openings", schema=None) as batch_op:
        batch_op.drop_index("ix_openings_submission")

    op.drop_table("openings")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index("ix_notices_new")
        batch_op.drop_index("ix_notices_mail")
        batch_op.drop_index("ix_notices_about")

    op.drop_table("notices")
    with op.batch_alter_table("newsletter_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_newsletter_entries_submission_id"))

    op.drop_table("newsletter_entries")
    with op.batch_alter_table("muted", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_muted_submission_id"))

    op.drop_table("muted")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_submission_id"))
        batch_op.drop_index("ix_messages_now")
        batch_op.drop_index(batch_op.f("ix_messages_by_id"))

    op.drop_table("messages")
    with op.batch_alter_table("keepings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_keepings_successor_id"))
        batch_op.drop_index(batch_op.f("ix_keepings_owner_id"))
        batch_op.drop_index(batch_op.f("ix_keepings_deputy_id"))

    op.drop_table("keepings")
    with op.batch_alter_table("implementations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_implementations_owner_unit_id"))
        batch_op.drop_index(batch_op.f("ix_implementations_holder_id"))
        batch_op.drop_index("ix_implementations_chase")
        batch_op.drop_index("ix_implementations_asked")

    op.drop_table("implementations")
    with op.batch_alter_table("gathered", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gathered_submission_id"))

    op.drop_table("gathered")
    with op.batch_alter_table("former_authors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_authors_person_id"))

    op.drop_table("former_authors")
    op.drop_table("envelopes")
    with op.batch_alter_table("conflicts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflicts_person_id"))
        batch_op.drop_index(batch_op.f("ix_conflicts_by_id"))

    op.drop_table("conflicts")
    with op.batch_alter_table("co_authors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_co_authors_person_id"))

    op.drop_table("co_authors")
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachments_submission_id"))

    op.drop_table("attachments")
    with op.batch_alter_table("agenda_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_entries_want_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_entries_submission_id"))

    op.drop_table("agenda_entries")
    with op.batch_alter_table("adoptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adoptions_noted_by_id"))
        batch_op.drop_index(batch_op.f("ix_adoptions_holder_id"))

    op.drop_table("adoptions")
    with op.batch_alter_table("wants", schema=None) as batch_op:
        batch_op.drop_index("ix_wants_state")
        batch_op.drop_index(batch_op.f("ix_wants_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_wants_asked_by_id"))

    op.drop_table("wants")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_submissions_unread", sqlite_where=sa.text("unread = 1"), postgresql_where=sa.text("unread")
        )
        batch_op.drop_index("ix_submissions_queue")
        batch_op.drop_index(
            "ix_submissions_one_update",
            sqlite_where=sa.text("status in ('draft', 'waiting', 'returned', 'declined')"),
            postgresql_where=sa.text("status in ('draft', 'waiting', 'returned', 'declined')"),
        )
        batch_op.drop_index(
            "ix_submissions_on_trust",
            sqlite_where=sa.text("on_trust = 1"),
            postgresql_where=sa.text("on_trust"),
        )
        batch_op.drop_index(batch_op.f("ix_submissions_merged_into_id"))
        batch_op.drop_index(batch_op.f("ix_submissions_imported_by_id"))
        batch_op.drop_index(batch_op.f("ix_submissions_holder_id"))
        batch_op.drop_index(batch_op.f("ix_submissions_designation"))
        batch_op.drop_index(batch_op.f("ix_submissions_claimed_by_id"))
        batch_op.drop_index(batch_op.f("ix_submissions_author_id"))

    op.drop_table("submissions")
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_ins_person_id"))

    op.drop_table("sign_ins")
    with op.batch_alter_table("shared_routes", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_shared_routes_offered_once",
            sqlite_where=sa.text("ended_on is null"),
            postgresql_where=sa.text("ended_on is null"),
        )

    op.drop_table("shared_routes")
    with op.batch_alter_table("roles_held", schema=None) as batch_op:
        batch_op.drop_index("ix_roles_held_role")
        batch_op.drop_index(batch_op.f("ix_roles_held_person_id"))

    op.drop_table("roles_held")
    op.drop_table("roles_asked")
    with op.batch_alter_table("outside_deciders", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outside_deciders_named_once",
            sqlite_where=sa.text("ended_on is null"),
            postgresql_where=sa.text("ended_on is null"),
        )

    op.drop_table("outside_deciders")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index("ix_meetings_day")
        batch_op.drop_index(batch_op.f("ix_meetings_called_by_id"))

    op.drop_table("meetings")
    op.drop_table("mail_wishes")
    with op.batch_alter_table("headships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_headships_unit_id"))
        batch_op.drop_index(batch_op.f("ix_headships_person_id"))

    op.drop_table("headships")
    with op.batch_alter_table("guardian_keys", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_guardian_keys_in_use",
            sqlite_where=sa.text("retired_on is null"),
            postgresql_where=sa.text("retired_on is null"),
        )
        batch_op.drop_index(batch_op.f("ix_guardian_keys_person_id"))

    op.drop_table("guardian_keys")
    with op.batch_alter_table("follows", schema=None) as batch_op:
        batch_op.drop_index("ix_follows_search")

    op.drop_table("follows")
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegations_to_id"))
        batch_op.drop_index(batch_op.f("ix_delegations_person_id"))
        batch_op.drop_index("ix_delegations_last_day")

    op.drop_table("delegations")
    op.drop_table("daily_mails")
    with op.batch_alter_table("configurations", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_configurations_one_published",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )
        batch_op.drop_index(
            "ix_configurations_one_draft",
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )

    op.drop_table("configurations")
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_tokens_person_id"))

    op.drop_table("api_tokens")
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absences_person_id"))
        batch_op.drop_index("ix_absences_last_day")
        batch_op.drop_index(batch_op.f("ix_absences_deputy_id"))

    op.drop_table("absences")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_unit_id"))

    op.drop_table("people")
    op.drop_table("establishment")
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_units_top",
            sqlite_where=sa.text("parent_id is null"),
            postgresql_where=sa.text("parent_id is null"),
        )
        batch_op.drop_index(batch_op.f("ix_units_parent_id"))
        batch_op.drop_index(batch_op.f("ix_units_organisation_id"))

    op.drop_table("units")
    op.drop_table("search_postings")
    op.drop_table("seals")
    with op.batch_alter_table("newsletters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_newsletters_state"))

    op.drop_table("newsletters")
    with op.batch_alter_table("collections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_collections_organisation_id"))

    op.drop_table("collections")
    op.drop_table("topics")
    op.drop_table("synonym_rings")
    op.drop_table("search_states")
    op.drop_table("search_pieces")
    op.drop_table("search_changes")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_to")
        batch_op.drop_index("ix_outbox_due")

    op.drop_table("outbox")
    op.drop_table("organisations")
    op.drop_table("looked_for")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_subject")
        batch_op.drop_index(batch_op.f("ix_journal_event"))
        batch_op.drop_index("ix_journal_due")

    op.drop_table("journal")
    op.drop_table("idempotent_answers")
    op.drop_table("grades")
