"""A site without pages: what the frame shows then."""

urlpatterns = []
