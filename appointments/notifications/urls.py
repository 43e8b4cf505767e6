"""Addresses below ``/me/notifications/``; included by ``dashboards.urls.me``, so their names are ``me:…``."""

from django.urls import path

from appointments.notifications import views

urlpatterns = [
    path("", views.notifications, name="notifications"),
    path("read/", views.notifications_read, name="notifications_read"),
    path("<int:pk>/open/", views.notification_open, name="notification_open"),
]
