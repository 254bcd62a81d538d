"""What pytest must not import: pages and launchers run when they are imported."""

collect_ignore_glob = ["app.py", "views/main.py", "views/*_page.py"]
