"""Where the style sheets and scripts are kept, under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Whitenoise's, which also renames what our ES modules import from each other."""

    support_js_module_import_aggregation = True
