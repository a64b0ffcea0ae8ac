"""Style sheets and scripts, as they are served in production: under names that change with their content."""

import re

from django.core.management import call_command


def test_every_file_is_collected_and_modules_find_each_other(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "rebond.web.static_files.StaticFiles"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    modules = [
        path
        for path in (tmp_path / "rebond/offline").glob("*.js")
        if re.search(r"\.[0-9a-f]{12}\.", path.name)
    ]
    imported = [
        name for path in modules for name in re.findall(r'from "\./([^"]+)"', path.read_text("utf-8"))
    ]
    assert imported
    assert [name for name in imported if not (tmp_path / "rebond/offline" / name).exists()] == []
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", name) for name in imported)
