"""The environment, read once; `.env` fills in what it does not say."""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Tests ignore .env, so that they say the same on every machine.
if os.environ.get("DJANGO_SETTINGS_MODULE") != "config.settings.test":
    env.read_env(BASE_DIR / ".env")
