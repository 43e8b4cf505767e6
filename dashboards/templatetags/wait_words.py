"""Waits in words, for the pages of figures."""

from django import template

from dashboards.analytics.wait_words import days_words, hours_words, morning_words

register = template.Library()
register.filter("days_in_words", days_words)
register.filter("hours_in_words", hours_words)
register.filter("median_in_words", morning_words)
