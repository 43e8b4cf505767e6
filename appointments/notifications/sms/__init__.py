"""How text messages leave: the backend ``SMS_BACKEND`` names, by dotted path. Without one they are not offered."""
