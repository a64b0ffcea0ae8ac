"""Where the style sheets and scripts are kept, under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Whitenoise's, which also renames what our own modules import from each other; those of others are left as they came."""

    _, _IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns  # noqa: SLF001
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("rebond/offline/*.js", _IMPORTS))
