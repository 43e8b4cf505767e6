"""The environment, read once; `.env` (or the file ENV_FILE names) fills in what it does not say."""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Tests ignore .env, so that they say the same on every machine.
if os.environ.get("DJANGO_SETTINGS_MODULE") != "config.settings.test":
    env.read_env(os.environ.get("ENV_FILE", BASE_DIR / ".env"))
