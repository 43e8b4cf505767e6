"""What everyone may open: the search, its results, the doctors."""

from django.urls import path

from scheduling.views import photo, profile, search, time_zone

app_name = "scheduling"

urlpatterns = [
    path("", search.home, name="home"),
    path("doctors/", search.results, name="results"),
    path("doctors/filters/", search.filters, name="filters"),
    path("doctors/<slug:slug>/", profile.doctor, name="doctor"),
    path("doctors/<slug:slug>/times/", profile.times, name="times"),
    path("doctors/<slug:slug>/photo/<slug:name>-<int:size>.webp", photo.photo, name="photo"),
    path("time-zone/", time_zone.time_zone, name="time_zone"),
]
