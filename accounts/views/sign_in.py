"""Sign in."""

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts import continuing


@method_decorator([login_not_required, never_cache], name="dispatch")
class SignInView(allauth_views.LoginView):
    """Email address and password; ``next`` says where to afterwards. Whose session ended by itself is told so."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"why_signed_out": continuing.words_of_the_end(self.request)}

    def _redirect_to_pending_stage(self, request, stage):
        # Who comes here from a sign-up that waits for its code wants to sign in: perhaps the
        # address was known, and the mail held a link to this page instead of a code.
        return None
