#!/usr/bin/env python
"""Run Django's commands, and ours; the local settings unless the environment says otherwise."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    if sys.argv[1:2] == ["serve"]:
        # `serve` answers many requests at once in threads of one process: they share a pool.
        os.environ.setdefault("DATABASE_POOL", "true")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
