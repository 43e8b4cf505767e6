"""Where Chromium is, and how it is started here."""

import os
from pathlib import Path

DO_WITHOUT = (
    "PreloadTopChromeWebUI",  # every window began a second process for menus nobody sees: half of what a visitor cost
    # Chromium heeds one such list only: these are Playwright's own that touch a page.
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay"),
    *("HttpsFirstBalancedModeAutoEnable", "MediaRouter", "OptimizationHints", "PaintHolding", "PreconnectToSearch"),
    *("NetworkTimeServiceQuerying", "AimEnabled", "ThirdPartyStoragePartitioning"),
)
FLAGS = (
    f"--disable-features={','.join(DO_WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def program():
    """Return the browser: where ``CHROMIUM`` says, or where Debian puts it. Raises ``FileNotFoundError``."""
    path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    if not Path(path).exists():
        raise FileNotFoundError(f"There is no browser at {path}; say where it is with CHROMIUM=/path/to/chromium")
    return path


def shell():
    """
    Return the same Chromium without menus and windows, where ``CHROMIUM_SHELL`` names one, else the browser.

    Debian's ``chromium-headless-shell``: it begins three times as fast and shows pages alike, but no notifications.
    """
    return os.environ.get("CHROMIUM_SHELL") or program()


def launch(playwright, path):
    return playwright.chromium.launch(executable_path=path, args=[*FLAGS])
