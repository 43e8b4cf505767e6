"""Forms of the pages that read every app. A form checks what was typed and saves nothing."""
